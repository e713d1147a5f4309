import asyncio

import aiohttp


async def fetch(session, n):
    async with session.get(f"http://host/{n}", params={"n": n}) as response:
        data = await response.json()
        return data["path"]


async def main():
    async with aiohttp.ClientSession() as session:
        print(await asyncio.gather(*(fetch(session, n) for n in range(6))))
        print(asyncio.get_running_loop().time())
    connector = aiohttp.TCPConnector(limit=2)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(fetch(session, n) for n in range(6)))
        print(f"{asyncio.get_running_loop().time():.1f}")


asyncio.run(main())
