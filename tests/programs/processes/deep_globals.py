# test: plain
"""Globals that are nested deeply are copied without recursion."""
from concurrent.futures import ProcessPoolExecutor

DEPTH = 100_000
nested, listed, wrapped = (), [], len
for _ in range(DEPTH):
    nested = (nested,)
    listed = [listed]
for _ in range(1000):
    wrapped = staticmethod(wrapped)


def depths(_):
    counts = []
    for value in (nested, listed):
        count = 0
        while value:
            value = value[0]
            count += 1
        counts.append(count)
    return counts


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        print(pool.submit(depths, None).result())
