# test: by-hand
# A worker takes the time that its sleeps take.
import time
from concurrent.futures import ProcessPoolExecutor, as_completed


def work(n):
    time.sleep(n)
    return n * n


if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=2) as pool:
        print(list(pool.map(work, [1, 2, 3])), time.monotonic())
        print([f.result() for f in as_completed([pool.submit(work, n) for n in (2, 1)])])
    with ProcessPoolExecutor() as pool:
        print(list(pool.map(work, [1] * 8)), time.monotonic())
