import asyncio


async def count(name, n):
    for i in range(n):
        print(name, i)
        await asyncio.sleep(0)


async def main():
    await asyncio.gather(count("a", 4), count("b", 2), count("c", 3))
    print(asyncio.get_running_loop().time())


asyncio.run(main())
