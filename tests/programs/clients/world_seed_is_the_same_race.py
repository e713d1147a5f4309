# meanwhile: host api latency exponential(100ms)
import asyncio
import time

import aiohttp


async def fetch(session, n):
    start = time.perf_counter()
    async with session.get(f"http://api/{n}") as response:
        await response.read()
    return round(time.perf_counter() - start, 9)


async def main():
    async with aiohttp.ClientSession() as session:
        first = [await fetch(session, n) for n in range(5)]
        print(first)


asyncio.run(main())
