"""Sixty requests over a pool of CONNECTIONS to a host of twelve servers."""
# meanwhile: host api.example.com latency lognormal(80ms, 0.5) rtt 20ms servers 12 queue 50 bandwidth 2Mbit size 8kB
# meanwhile: tune CONNECTIONS 1..60
import asyncio

import httpx

CONNECTIONS = 20


async def main():
    limits = httpx.Limits(max_connections=CONNECTIONS)
    async with httpx.AsyncClient(limits=limits) as client:
        urls = [f"https://api.example.com/items/{n}" for n in range(60)]
        replies = await asyncio.gather(*(client.get(url) for url in urls))
        print([reply.status_code for reply in replies].count(200), "of", len(urls))


asyncio.run(main())
