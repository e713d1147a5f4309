# test: plain
"""A generator that a global refers to is copied where it stands."""
from concurrent.futures import ProcessPoolExecutor


def squares():
    total = []
    for n in [1, 2, 3, 4]:
        for m in range(2):
            total.append(n)
            yield n * n + m, len(total)


numbers = squares()
finished = squares()
list(finished)
items = iter([10, 20, 30])


def job(n):
    return next(numbers), next(items), list(finished)


if __name__ == "__main__":
    print(next(numbers), next(items))
    with ProcessPoolExecutor(1) as pool:
        print(list(pool.map(job, range(2))))
    print(next(numbers), next(items))
