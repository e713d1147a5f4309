# test: by-hand
"""A task that computes for 50 ms makes a timer of 10 ms late by 40 ms. In a thread it makes it late by
two switch intervals, since the loop lets go of the GIL in every turn, has to wait for it again each time, and needs
two turns: one for the timer, one for the task that it wakes. In a process it is not late at all: the
loop has a core and a GIL to itself."""
import asyncio
import time
from concurrent.futures import ProcessPoolExecutor

from meanwhile import cpu


async def timer():
    began = time.perf_counter()
    await asyncio.sleep(0.010)
    return f"{time.perf_counter() - began:.3f}"


async def computes():
    cpu(0.050)


async def main():
    loop = asyncio.get_running_loop()
    print("task", (await asyncio.gather(timer(), computes()))[0])
    print("thread", (await asyncio.gather(timer(), asyncio.to_thread(cpu, 0.050)))[0])
    with ProcessPoolExecutor(1) as pool:
        print("process", (await asyncio.gather(timer(), loop.run_in_executor(pool, cpu, 0.050)))[0])
    print("all", f"{time.perf_counter():.3f}")


if __name__ == "__main__":
    asyncio.run(main())
