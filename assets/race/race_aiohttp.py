"""The race's calls in asyncio's idiom: a task for each, and a semaphore that lets so many through."""

import asyncio
import json
import sys
import time

import aiohttp

CALLS = 100
CONCURRENCY = 20
URL = "http://race.example/"


async def call(session, slots, number):
    async with slots:
        async with session.get(f"{URL}{number}") as response:
            await response.read()
            return response.status == 200


async def main():
    slots = asyncio.Semaphore(CONCURRENCY)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONCURRENCY)) as session:
        began, computed = time.perf_counter(), time.process_time()
        done = await asyncio.gather(*(call(session, slots, number) for number in range(CALLS)))
        seconds, computed = time.perf_counter() - began, time.process_time() - computed
    print(json.dumps({"seconds": seconds, "cpu_seconds": computed, "succeeded": sum(done),
                      "version": "Python {}.{}.{}".format(*sys.version_info)}))


asyncio.run(main())
