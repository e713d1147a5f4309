import asyncio


async def nap(name, *parts):
    for part in parts:
        await asyncio.sleep(part)
    print(name, round(asyncio.get_running_loop().time(), 9))


async def main():
    await asyncio.gather(
        nap("0.3", 0.3),
        nap("0.1+0.2", 0.1, 0.2),
        nap("sum", 0.1 + 0.2),
        nap("0.1 thrice", 0.1, 0.1, 0.1),
        nap("0.3 again", 0.3),
    )


asyncio.run(main())
