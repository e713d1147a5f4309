import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    for future in asyncio.as_completed([job(3), job(1), job(2), job(1)]):
        print(await future, asyncio.get_running_loop().time())


asyncio.run(main())
