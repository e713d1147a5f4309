import asyncio


async def double(n):
    await asyncio.sleep(0.1)
    return 2 * n


async def numbers(n):
    for i in range(n):
        await asyncio.sleep(0.1)
        yield i


async def main():
    print([await double(n) for n in range(3)])
    print({n: await double(n) for n in range(2)}, {await double(n) for n in range(3)} == {0, 2, 4})
    print([n async for n in numbers(4) if await double(n) > 2])
    print([(a, b) async for a in numbers(2) for b in range(2)])
    print([x for n in range(2) for x in [y async for y in numbers(n + 1)]])
    lazy = (await double(n) for n in range(3))
    print([n async for n in lazy])
    print(sum([n async for n in numbers(5)]), f"{asyncio.get_running_loop().time():.1f}")


asyncio.run(main())
