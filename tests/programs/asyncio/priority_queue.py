import asyncio


async def main():
    queue = asyncio.PriorityQueue()
    for item in ((3, "c"), (1, "z"), (2, "b"), (1, "a"), (3, "a")):
        await queue.put(item)
    while not queue.empty():
        print(queue.get_nowait())
    bounded = asyncio.PriorityQueue(maxsize=1)

    async def put():
        for n in (5, 1, 3):
            await bounded.put(n)

    task = asyncio.create_task(put())
    print([await bounded.get() for _ in range(3)])
    await task
    queue.put_nowait((1, {}))
    try:
        queue.put_nowait((1, {}))
    except TypeError as error:
        print(error)


asyncio.run(main())
