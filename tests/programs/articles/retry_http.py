# meanwhile: host flaky.example.com latency 100ms status 503
import asyncio

import httpx


async def get_with_retry(client, url, attempts=3):
    for attempt in range(1, attempts + 1):
        response = await client.get(url)
        try:
            response.raise_for_status()
            return response
        except httpx.HTTPStatusError as error:
            print(f"{asyncio.get_running_loop().time():.1f} attempt {attempt}: {error.response.status_code}")
            if attempt == attempts:
                raise
            await asyncio.sleep(2 ** attempt / 10)


async def main():
    async with httpx.AsyncClient() as client:
        try:
            await get_with_retry(client, "http://flaky.example.com/data")
        except httpx.HTTPStatusError as error:
            print("gave up at", f"{asyncio.get_running_loop().time():.1f}", error.request.url)


asyncio.run(main())
