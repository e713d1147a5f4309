# test: plain
"""What hangs on a function is copied too: closures, defaults, attributes, caches."""
import functools
import random
from concurrent.futures import ProcessPoolExecutor


def counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count
    return step


step = counter()


def collect(n, into=[]):
    into.append(n)
    return list(into)


def call(n):
    call.count += 1
    return call.count


call.count = 0


@functools.lru_cache(maxsize=None)
def square(n):
    return n * n


def timed(function):
    calls = []

    @functools.wraps(function)
    def wrapper(*args):
        calls.append(args)
        return function(*args), len(calls)
    return wrapper


@timed
def double(n):
    return 2 * n


generator = random.Random(7)


def job(n):
    return (step(), step(), collect(n), call(n), square(n), square.cache_info().currsize,
            double(n), generator.random())


if __name__ == "__main__":
    square(100)
    with ProcessPoolExecutor(max_workers=1) as pool:
        print(*pool.map(job, range(3)), sep="\n")
        print(pool.submit(double, 4).result())
        print(list(pool.map(square, range(5))))
    print(step(), collect(0), call(0), square.cache_info(), double(1), generator.random())
