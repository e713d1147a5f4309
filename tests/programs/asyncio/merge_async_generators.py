import asyncio


async def ticks(name, period, count):
    for n in range(count):
        await asyncio.sleep(period)
        yield f"{name}{n}"


async def merge(*generators):
    queue = asyncio.Queue()
    finished = object()

    async def pump(generator):
        async for item in generator:
            await queue.put(item)
        await queue.put(finished)

    tasks = [asyncio.create_task(pump(generator)) for generator in generators]
    left = len(tasks)
    while left:
        item = await queue.get()
        if item is finished:
            left -= 1
        else:
            yield item


async def main():
    async for item in merge(ticks("a", 1, 3), ticks("b", 0.7, 4), ticks("c", 2, 1)):
        print(f"{asyncio.get_running_loop().time():.1f} {item}")


asyncio.run(main())
