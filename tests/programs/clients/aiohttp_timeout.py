import asyncio

import aiohttp


async def main():
    loop = asyncio.get_running_loop()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        try:
            async with session.get("http://host/delay/5") as response:
                print(response.status)
        except asyncio.TimeoutError as error:
            print(type(error).__name__, loop.time())
        async with session.get("http://host/delay/1") as response:
            print(response.status, loop.time())
        async with session.get("http://host/delay/5", timeout=aiohttp.ClientTimeout(total=None)) as response:
            print(response.status, loop.time())


asyncio.run(main())
