import asyncio
import time


async def blocking(n):
    print(f"start {n} at {time.strftime('%X')}")
    time.sleep(1)
    print(f"end {n} at {time.strftime('%X')}")


async def polite(n):
    print(f"start {n} at {time.strftime('%X')}")
    await asyncio.sleep(1)
    print(f"end {n} at {time.strftime('%X')}")


async def main():
    for function in (blocking, polite):
        start = time.perf_counter()
        await asyncio.gather(*(function(n) for n in range(3)))
        print(f"{function.__name__} took {time.perf_counter() - start:.2f} s")


asyncio.run(main())
