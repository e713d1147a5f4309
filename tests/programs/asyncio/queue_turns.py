import asyncio


async def producer(queue):
    for n in range(5):
        await queue.put(n)
        print("put", n)


async def consumer(queue):
    for _ in range(5):
        print("got", await queue.get())


async def main():
    for size in (0, 1, 2):
        print("size", size)
        queue = asyncio.Queue(size)
        await asyncio.gather(consumer(queue), producer(queue))
        await asyncio.gather(producer(queue), consumer(queue))


asyncio.run(main())
