import time
from concurrent.futures import ThreadPoolExecutor


def square(n):
    time.sleep(n)
    return n * n


with ThreadPoolExecutor(max_workers=2) as pool:
    for result in pool.map(square, [3, 1, 2]):
        print(result, time.monotonic())
    print(list(pool.map(lambda a, b: a + b, [1, 2, 3], [10, 20])))
print(time.monotonic())
