import time
from concurrent.futures import CancelledError, ThreadPoolExecutor

with ThreadPoolExecutor(1) as pool:
    futures = [pool.submit(time.sleep, 1) for _ in range(3)]
    print([f.cancel() for f in futures], [f.cancelled() for f in futures])
    try:
        futures[1].result()
    except CancelledError:
        print("cancelled")
print(time.monotonic())
pool = ThreadPoolExecutor(1)
futures = [pool.submit(time.sleep, 1) for _ in range(3)]
pool.shutdown(wait=False, cancel_futures=True)
print([f.cancelled() for f in futures], time.monotonic())
