import asyncio


async def quick(n):
    return n


async def ticker():
    for turn in range(6):
        print("turn", turn)
        await asyncio.sleep(0)


async def main():
    tick = asyncio.create_task(ticker())
    print(await asyncio.gather(quick(1), quick(2)))
    done = asyncio.Future()
    done.set_result(3)
    print(await asyncio.gather(done))
    print(await asyncio.gather())
    await tick


asyncio.run(main())
