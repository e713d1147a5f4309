import asyncio

import httpx


async def main():
    loop = asyncio.get_running_loop()
    async with httpx.AsyncClient() as client:
        try:
            await client.get("http://host/delay/30")
        except httpx.ReadTimeout:
            print("default of five seconds", loop.time())
        try:
            await asyncio.wait_for(client.get("http://host/delay/4"), 1)
        except TimeoutError:
            print("wait_for", loop.time())
        try:
            async with asyncio.timeout(1):
                await client.get("http://host/delay/4")
        except TimeoutError:
            print("timeout", loop.time())
        print((await client.get("http://host/delay/1")).status_code, loop.time())


asyncio.run(main())
