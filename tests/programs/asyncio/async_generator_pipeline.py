import asyncio


async def source(n):
    for i in range(n):
        await asyncio.sleep(0.5)
        yield i


async def squared(numbers):
    async for n in numbers:
        yield n * n


async def batched(items, size):
    batch = []
    async for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


async def main():
    async for batch in batched(squared(source(7)), 3):
        print(batch, asyncio.get_running_loop().time())


asyncio.run(main())
