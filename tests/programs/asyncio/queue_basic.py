import asyncio


async def main():
    queue = asyncio.Queue(2)
    print(queue.empty(), queue.full(), queue.qsize(), queue.maxsize)
    await queue.put("a")
    queue.put_nowait("b")
    print(queue.empty(), queue.full(), queue.qsize())
    try:
        queue.put_nowait("c")
    except asyncio.QueueFull as error:
        print(repr(error))
    print(await queue.get(), queue.get_nowait())
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty as error:
        print(repr(error))
    endless = asyncio.Queue()
    for n in range(100):
        endless.put_nowait(n)
    print(endless.full(), endless.qsize(), endless.maxsize)


asyncio.run(main())
