import asyncio

import aiohttp


async def main():
    session = aiohttp.ClientSession()
    print(session.closed)
    await session.close()
    print(session.closed)
    try:
        await session.get("http://host/")
    except RuntimeError as error:
        print(error)


asyncio.run(main())
