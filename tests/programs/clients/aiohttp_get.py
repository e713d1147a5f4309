import asyncio
import time

import aiohttp


async def main():
    async with aiohttp.ClientSession() as session:
        async with session.get("http://host/items/1") as response:
            print(response.status, response.ok, response.reason, time.perf_counter())
            print(await response.json())
            print(await response.text())
            print(response.url, response.method, response.headers["Content-Type"])
            print(len(await response.read()))
        async with session.post("http://host/items", json={"a": 1}) as response:
            print(response.status, response.method, time.perf_counter())
        response = await session.get("http://host/plain")
        print(response.status)
        response.release()


asyncio.run(main())
