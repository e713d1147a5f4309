import time
from concurrent.futures import ThreadPoolExecutor, as_completed

with ThreadPoolExecutor(4) as pool:
    futures = [pool.submit(pow, n, 2) for n in range(6)]
    time.sleep(1)
    print([f.result() for f in as_completed(futures)])
