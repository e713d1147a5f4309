import asyncio


async def getter(name, queue):
    print(name, "waits")
    print(name, "got", await queue.get())


async def main():
    queue = asyncio.Queue()
    first = asyncio.create_task(getter("first", queue))
    await asyncio.sleep(0)
    queue.put_nowait(1)
    print("main took", queue.get_nowait())
    await asyncio.sleep(0)
    print(first.done())
    queue.put_nowait(2)
    await first


asyncio.run(main())
