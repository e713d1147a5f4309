import asyncio


async def ticker(n):
    for turn in range(n):
        print("turn", turn)
        await asyncio.sleep(0)


async def sleeper():
    await asyncio.sleep(9)


async def deep():
    await asyncio.gather(sleeper(), sleeper())


async def main():
    tick = asyncio.create_task(ticker(16))
    for make in (sleeper, deep):
        task = asyncio.create_task(make())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            print(make.__name__, "cancelled")
    try:
        await asyncio.wait_for(sleeper(), 0)
    except TimeoutError:
        print("wait_for")
    await tick


asyncio.run(main())
