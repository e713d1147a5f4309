"""The same ten users, all at once."""
# meanwhile: host api.example.com latency uniform(600ms, 1400ms)
import asyncio
import time

import aiohttp

URL = "https://api.example.com/users/{}"


async def fetch(session, number):
    async with session.get(URL.format(number)) as response:
        response.raise_for_status()
        return (await response.json())["path"]


async def main():
    start = time.perf_counter()
    async with aiohttp.ClientSession() as session:
        for path in await asyncio.gather(*(fetch(session, n) for n in range(1, 11))):
            print(path)
    print(f"{time.perf_counter() - start:.1f} seconds")


asyncio.run(main())
