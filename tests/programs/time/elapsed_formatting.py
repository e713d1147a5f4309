import time


def timed(function, *args):
    start = time.perf_counter()
    result = function(*args)
    elapsed = time.perf_counter() - start
    print(f"{function.__name__} took {elapsed:.2f}s, {elapsed * 1000:.0f} ms, {elapsed:0.5f}, {elapsed}")
    return result


def work(n):
    time.sleep(n)
    return n


for n in (1, 0.25, 1 / 3, 0.001):
    timed(work, n)
