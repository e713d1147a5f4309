import asyncio

import aiohttp


async def main():
    async with aiohttp.ClientSession() as session:
        for code in (200, 404, 500):
            async with session.get(f"http://host/status/{code}") as response:
                try:
                    response.raise_for_status()
                    print("fine")
                except aiohttp.ClientResponseError as error:
                    print(error.status, error.message, isinstance(error, aiohttp.ClientError))
    async with aiohttp.ClientSession(raise_for_status=True) as session:
        try:
            await session.get("http://host/status/418")
        except aiohttp.ClientResponseError as error:
            print("session raises", error.status)


asyncio.run(main())
