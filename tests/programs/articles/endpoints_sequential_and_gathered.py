# meanwhile: host api.example.com latency 1s
import asyncio
import time

import httpx

URLS = [f"https://api.example.com/endpoint/{n}" for n in range(100)]


def fetch_all():
    with httpx.Client() as client:
        return [client.get(url).json() for url in URLS]


async def fetch(client, url):
    response = await client.get(url)
    return response.json()


async def fetch_all_async():
    async with httpx.AsyncClient() as client:
        return await asyncio.gather(*(fetch(client, url) for url in URLS))


start = time.perf_counter()
results = fetch_all()
print(f"one after another: {len(results)} responses in {time.perf_counter() - start:.1f} s")
start = time.perf_counter()
results = asyncio.run(fetch_all_async())
print(f"gathered: {len(results)} responses in {time.perf_counter() - start:.1f} s")
print(results[7]["path"])
