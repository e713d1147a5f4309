import os
import time
from concurrent.futures import ThreadPoolExecutor

print(os.cpu_count())
with ThreadPoolExecutor() as pool:
    start = time.monotonic()
    list(pool.map(lambda _: time.sleep(1), range(9)))
    print(time.monotonic() - start)
try:
    ThreadPoolExecutor(0)
except ValueError as error:
    print(error)
