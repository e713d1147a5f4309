import asyncio


async def ticker(n):
    for turn in range(n):
        print("turn", turn)
        await asyncio.sleep(0)


async def user(name, thing):
    async with thing:
        print(name, "in")
        await asyncio.sleep(0)
    print(name, "out")


async def main():
    tick = asyncio.create_task(ticker(18))
    await asyncio.gather(*(user(n, lock) for lock in [asyncio.Lock()] for n in "abc"))
    await asyncio.gather(*(user(n, s) for s in [asyncio.Semaphore(2)] for n in "defg"))
    await asyncio.gather(*(user(n, c) for c in [asyncio.Condition()] for n in "hi"))
    await tick


asyncio.run(main())
