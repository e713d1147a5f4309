import asyncio


async def stage(name, seconds, source, target):
    while (item := await source.get()) is not None:
        await asyncio.sleep(seconds)
        await target.put(f"{item}{name}")
    await target.put(None)


async def main():
    queues = [asyncio.Queue(maxsize=1) for _ in range(4)]
    async with asyncio.TaskGroup() as group:
        for (name, seconds), source, target in zip(
            [("a", 1), ("b", 2), ("c", 0.5)], queues, queues[1:]
        ):
            group.create_task(stage(name, seconds, source, target), name=name)

        async def feed():
            for n in range(5):
                await queues[0].put(n)
            await queues[0].put(None)

        group.create_task(feed())
        while (item := await queues[-1].get()) is not None:
            print(item, asyncio.get_running_loop().time())


asyncio.run(main())
