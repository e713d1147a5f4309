import asyncio
import time

import httpx


async def fetch(client, n):
    response = await client.get(f"http://host/items/{n}")
    return response.json()["path"]


async def main():
    async with httpx.AsyncClient() as client:
        print(await fetch(client, 0), time.perf_counter())
        print(await asyncio.gather(*(fetch(client, n) for n in range(5))), time.perf_counter())
        response = await client.post("http://host/p", json={"a": [1, None]})
        print(response.status_code, response.request.content, time.perf_counter())
        response.raise_for_status()
        try:
            (await client.get("http://host/status/500")).raise_for_status()
        except httpx.HTTPStatusError as error:
            print(error.response.status_code)


asyncio.run(main())
