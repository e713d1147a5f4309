import asyncio


async def quick():
    return "quick"


async def ticker():
    for turn in range(7):
        print("turn", turn)
        await asyncio.sleep(0)


async def main():
    tick = asyncio.create_task(ticker())
    print(await asyncio.wait_for(quick(), 1))
    print(await asyncio.wait_for(quick(), None))
    try:
        await asyncio.wait_for(asyncio.sleep(1), 0)
    except TimeoutError:
        print("timeout")
    await tick


asyncio.run(main())
