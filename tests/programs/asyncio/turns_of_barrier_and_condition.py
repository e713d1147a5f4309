import asyncio


async def ticker(n):
    for turn in range(n):
        print("turn", turn)
        await asyncio.sleep(0)


async def party(n, barrier):
    print(n, "passes", await barrier.wait())


async def notified(n, condition):
    async with condition:
        await condition.wait()
        print(n, "notified")


async def main():
    tick = asyncio.create_task(ticker(16))
    barrier = asyncio.Barrier(3)
    await asyncio.gather(*(party(n, barrier) for n in range(3)))
    condition = asyncio.Condition()
    tasks = [asyncio.create_task(notified(n, condition)) for n in range(3)]
    await asyncio.sleep(0)
    async with condition:
        condition.notify_all()
    await asyncio.gather(*tasks)
    await tick


asyncio.run(main())
