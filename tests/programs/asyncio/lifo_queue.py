import asyncio


async def main():
    queue = asyncio.LifoQueue()
    for n in range(4):
        queue.put_nowait(n)
    print([await queue.get() for _ in range(2)])
    await queue.put(9)
    print([queue.get_nowait() for _ in range(3)], queue.empty())
    print(isinstance(queue, asyncio.Queue))


asyncio.run(main())
