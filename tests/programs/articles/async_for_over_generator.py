import asyncio


async def ticker(delay, to):
    """Yield numbers from 0 to *to* every *delay* seconds."""
    for i in range(to):
        yield i
        await asyncio.sleep(delay)


async def consume(name, delay, to):
    async for i in ticker(delay, to):
        print(name, i, asyncio.get_running_loop().time())


async def main():
    await asyncio.gather(consume("slow", 1, 3), consume("fast", 0.4, 5))
    print([i async for i in ticker(0.1, 4) if i % 2])


asyncio.run(main())
