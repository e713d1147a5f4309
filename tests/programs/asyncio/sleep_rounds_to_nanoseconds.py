import asyncio
import time


async def main():
    for seconds in (1e-9, 1.4e-9, 2.6e-9, 1e-10, 0.1, 1 / 3):
        before = time.perf_counter_ns()
        await asyncio.sleep(seconds)
        print(time.perf_counter_ns() - before)


asyncio.run(main())
