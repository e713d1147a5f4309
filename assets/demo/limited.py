"""A hundred requests, at most CONCURRENCY of them at once."""

import asyncio

import httpx

CALLS = 100
CONCURRENCY = 10


async def fetch(client, slots, number):
    async with slots:
        await client.get(f"https://api.example.com/items/{number}")


async def main():
    slots = asyncio.Semaphore(CONCURRENCY)
    async with httpx.AsyncClient() as client:
        await asyncio.gather(*(fetch(client, slots, n) for n in range(CALLS)))


asyncio.run(main())
