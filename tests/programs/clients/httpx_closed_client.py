import asyncio

import httpx


async def main():
    client = httpx.AsyncClient()
    await client.get("http://host/")
    print(client.is_closed)
    await client.aclose()
    print(client.is_closed)
    try:
        await client.get("http://host/")
    except RuntimeError as error:
        print(error)


asyncio.run(main())
