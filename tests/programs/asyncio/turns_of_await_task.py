import asyncio


async def ticker(n):
    for turn in range(n):
        print("turn", turn)
        await asyncio.sleep(0)


async def quick():
    return "quick"


async def chain(depth):
    if depth == 0:
        return "bottom"
    return await asyncio.create_task(chain(depth - 1))


async def main():
    tick = asyncio.create_task(ticker(12))
    print(await asyncio.create_task(quick()))
    print(await asyncio.create_task(chain(2)))
    print(await asyncio.ensure_future(quick()))
    await asyncio.wait([asyncio.create_task(quick())])
    print("waited")
    await tick


asyncio.run(main())
