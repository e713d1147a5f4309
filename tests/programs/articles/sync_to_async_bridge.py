import asyncio
import time


def blocking_read(n):
    time.sleep(0.5)
    return f"row {n}"


async def rows(count):
    loop = asyncio.get_running_loop()
    for n in range(count):
        yield await loop.run_in_executor(None, blocking_read, n)


async def ticker():
    try:
        while True:
            await asyncio.sleep(0.2)
            print(f"tick {asyncio.get_running_loop().time():.1f}")
    except asyncio.CancelledError:
        print("ticker stops")


async def main():
    tick = asyncio.create_task(ticker())
    async for row in rows(3):
        print(row)
    tick.cancel()
    await tick


asyncio.run(main())
