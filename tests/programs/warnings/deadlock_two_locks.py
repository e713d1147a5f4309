import asyncio


async def worker(name, first, second):
    async with first:
        print(name, "has one")
        await asyncio.sleep(1)
        async with second:
            print(name, "has both")


async def main():
    a, b = asyncio.Lock(), asyncio.Lock()
    await asyncio.gather(worker("x", a, b), worker("y", b, a))


asyncio.run(main())
