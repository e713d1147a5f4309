import asyncio


async def nap(name, seconds):
    await asyncio.sleep(seconds)
    print(name, asyncio.get_running_loop().time())


async def main():
    await asyncio.gather(
        nap("a", 3), nap("b", 1), nap("c", 2), nap("d", 1), nap("e", 0), nap("f", 0.5)
    )


asyncio.run(main())
