import time
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION, ThreadPoolExecutor, wait


def work(n):
    time.sleep(n)
    if n == 2:
        raise ValueError
    return n


with ThreadPoolExecutor(4) as pool:
    futures = [pool.submit(work, n) for n in (1, 2, 3)]
    done, not_done = wait(futures, return_when=FIRST_COMPLETED)
    print(sorted(futures.index(f) for f in done), len(not_done), time.monotonic())
    done, not_done = wait(futures, return_when=FIRST_EXCEPTION)
    print([futures.index(f) for f in done], len(not_done), time.monotonic())
    result = wait(futures, timeout=0.5)
    print(len(result.done), len(result.not_done), time.monotonic())
    done, not_done = wait(futures, return_when=ALL_COMPLETED)
    print([futures.index(f) for f in done], time.monotonic())
