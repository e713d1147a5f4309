import asyncio
import time


async def task(name, seconds):
    print(f"{name}: started at {time.strftime('%X')}")
    await asyncio.sleep(seconds)
    print(f"{name}: finished at {time.strftime('%X')}")
    return seconds


async def main():
    start = time.perf_counter()
    results = await asyncio.gather(task("A", 2), task("B", 3), task("C", 1))
    elapsed = time.perf_counter() - start
    print(results)
    print(f"All done in {elapsed:.2f} seconds")


asyncio.run(main())
