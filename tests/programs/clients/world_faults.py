# meanwhile: host down.example.com latency 1s fail connect
# meanwhile: host flaky.example.com latency 100ms fail reset
# meanwhile: host dead.example.com latency 100ms fail timeout
import asyncio
import time

import aiohttp
import httpx
import requests

for name in ("down", "flaky"):
    try:
        requests.get(f"http://{name}.example.com/")
    except requests.ConnectionError as error:
        print("requests", name, type(error).__name__, time.perf_counter())
    try:
        httpx.get(f"http://{name}.example.com/")
    except httpx.TransportError as error:
        print("httpx", name, type(error).__name__, time.perf_counter())
try:
    requests.get("http://dead.example.com/", timeout=2)
except requests.Timeout:
    print("requests timeout", time.perf_counter())


async def main():
    async with aiohttp.ClientSession() as session:
        for name in ("down", "flaky"):
            try:
                await session.get(f"http://{name}.example.com/")
            except aiohttp.ClientError as error:
                print("aiohttp", name, type(error).__name__)


asyncio.run(main())
