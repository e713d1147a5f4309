import asyncio


async def getter(name, queue):
    item = await queue.get()
    print(name, item)


async def main():
    queue = asyncio.Queue()
    a = asyncio.create_task(getter("a", queue))
    b = asyncio.create_task(getter("b", queue))
    await asyncio.sleep(0)
    queue.put_nowait("x")
    a.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print(a.cancelled(), b.done())
    try:
        await asyncio.wait_for(queue.get(), 1)
    except TimeoutError:
        print("empty", queue.qsize())


asyncio.run(main())
