import time
from concurrent.futures import ThreadPoolExecutor, as_completed


def work(n):
    time.sleep(n)
    return n


with ThreadPoolExecutor() as pool:
    futures = {pool.submit(work, n): f"job {n}" for n in (3, 1, 2)}
    for future in as_completed(futures):
        print(futures[future], future.result(), time.monotonic())
    late = [pool.submit(work, n) for n in (1, 5)]
    try:
        for future in as_completed(late, timeout=2):
            print("late", future.result())
    except TimeoutError as error:
        print(error, time.monotonic())
