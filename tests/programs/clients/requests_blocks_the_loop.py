import asyncio
import time

import requests


async def fetch(n):
    requests.get(f"http://host/{n}")
    print(n, time.perf_counter())


async def main():
    await asyncio.gather(*(fetch(n) for n in range(3)))
    await asyncio.gather(*(asyncio.to_thread(requests.get, f"http://host/{n}") for n in range(3)))
    print(f"{time.perf_counter():.1f}")


asyncio.run(main())
