import asyncio
import time

LIMIT = 5


async def limited(n, semaphore):
    async with semaphore:
        print(f"{time.perf_counter():.0f} s: start {n}")
        await asyncio.sleep(1)
        return n


async def main():
    semaphore = asyncio.Semaphore(LIMIT)
    results = await asyncio.gather(*(limited(n, semaphore) for n in range(17)))
    print(sum(results), f"in {time.perf_counter():.2f} s")


asyncio.run(main())
