import asyncio


async def producer(queue, n):
    for i in range(n):
        await queue.put(i)
        print("put", i, asyncio.get_running_loop().time())
    await queue.put(None)


async def consumer(queue):
    while (item := await queue.get()) is not None:
        print("got", item, asyncio.get_running_loop().time())
        await asyncio.sleep(1)


async def main():
    queue = asyncio.Queue(maxsize=2)
    await asyncio.gather(producer(queue, 6), consumer(queue))


asyncio.run(main())
