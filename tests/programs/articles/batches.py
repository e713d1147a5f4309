import asyncio
import itertools


def batches(items, size):
    iterator = iter(items)
    while batch := list(itertools.islice(iterator, size)):
        yield batch


async def process(n):
    await asyncio.sleep(0.1 * (n % 3 + 1))
    return n * 10


async def main():
    results = []
    for batch in batches(range(10), 4):
        results += await asyncio.gather(*map(process, batch))
        print(batch, f"{asyncio.get_running_loop().time():.1f}")
    print(results, sum(results))
    for a, b in itertools.product("ab", range(2)):
        print(a, b, end=" ")
    print(*itertools.chain([1], (2, 3), "x"), *itertools.repeat("r", 2))
    print(list(itertools.islice(itertools.count(10, 5), 3)), list(itertools.islice(itertools.cycle("ab"), 5)))


asyncio.run(main())
