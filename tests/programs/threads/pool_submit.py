import concurrent.futures
import time


def work(n):
    time.sleep(n)
    if n == 2:
        raise ValueError("two")
    return n


with concurrent.futures.ThreadPoolExecutor(max_workers=3) as pool:
    futures = [pool.submit(work, n) for n in (3, 2, 1)]
    print([f.done() for f in futures], futures[0].running())
    print(futures[2].result(), time.monotonic())
    print(repr(futures[1].exception()))
    try:
        futures[1].result()
    except ValueError as error:
        print(error)
    try:
        futures[0].result(timeout=0.5)
    except concurrent.futures.TimeoutError:
        print("timeout", time.monotonic())
    futures[0].add_done_callback(lambda f: print("callback", f.result()))
print(futures[0].done(), time.monotonic())
try:
    pool.submit(work, 1)
except RuntimeError as error:
    print(error)
