import asyncio


async def main():
    print(await asyncio.sleep(1, "done"))
    print(await asyncio.sleep(0, result="at once"))
    print(await asyncio.sleep(-5, "negative"))
    print(asyncio.get_running_loop().time())


asyncio.run(main())
