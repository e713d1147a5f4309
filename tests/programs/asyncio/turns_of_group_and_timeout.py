import asyncio


async def ticker(n):
    for turn in range(n):
        print("turn", turn)
        await asyncio.sleep(0)


async def quick():
    return "quick"


async def fails():
    raise ValueError


async def main():
    tick = asyncio.create_task(ticker(14))
    async with asyncio.TaskGroup() as group:
        group.create_task(quick())
    print("group")
    async with asyncio.TaskGroup():
        pass
    print("empty group")
    async with asyncio.timeout(1):
        await asyncio.sleep(0)
    print("timeout")
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())
            group.create_task(asyncio.sleep(9))
    except* ValueError:
        print("failed group")
    print(await asyncio.shield(quick()))
    await tick


asyncio.run(main())
