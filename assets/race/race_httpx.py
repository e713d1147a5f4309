"""The race's calls as race_aiohttp.py has them, by httpx."""

import asyncio
import json
import sys
import time

import httpx

CALLS = 100
CONCURRENCY = 20
URL = "http://race.example/"


async def call(client, slots, number):
    async with slots:
        response = await client.get(f"{URL}{number}")
        return response.status_code == 200


async def main():
    slots = asyncio.Semaphore(CONCURRENCY)
    limits = httpx.Limits(max_connections=CONCURRENCY, max_keepalive_connections=CONCURRENCY)
    async with httpx.AsyncClient(limits=limits, timeout=None) as client:
        began, computed = time.perf_counter(), time.process_time()
        done = await asyncio.gather(*(call(client, slots, number) for number in range(CALLS)))
        seconds, computed = time.perf_counter() - began, time.process_time() - computed
    print(json.dumps({"seconds": seconds, "cpu_seconds": computed, "succeeded": sum(done),
                      "version": "Python {}.{}.{}".format(*sys.version_info)}))


asyncio.run(main())
