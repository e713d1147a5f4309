"""The same twelve pages, with asyncio: they wait together, and share the loop."""

import asyncio

import httpx
from meanwhile import cpu

PAGES = 12


async def read(client, number):
    page = await client.get(f"https://docs.example/{number}")
    cpu(0.100)  # looks for links: 100 ms of computing
    return page.status_code


async def main():
    async with httpx.AsyncClient() as client:
        pages = await asyncio.gather(*(read(client, number) for number in range(PAGES)))
        print(pages.count(200), "pages")


asyncio.run(main())
