# test: plain
"""A pool of processes as executor of an event loop, and an event loop within a worker."""
import asyncio
from concurrent.futures import ProcessPoolExecutor


def work(n):
    return n * n


async def inner(n):
    await asyncio.sleep(0)
    return (await asyncio.gather(*(square(i) for i in range(n))))


async def square(n):
    await asyncio.sleep(0.001)
    return n * n


def with_a_loop(n):
    return asyncio.run(inner(n))


async def main():
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(2) as pool:
        print(await loop.run_in_executor(pool, work, 5))
        print(await asyncio.gather(*(loop.run_in_executor(pool, work, n) for n in range(4))))
        print(await loop.run_in_executor(pool, with_a_loop, 4))
        try:
            await loop.run_in_executor(pool, work, "x")
        except TypeError as error:
            print(error)


if __name__ == "__main__":
    asyncio.run(main())
