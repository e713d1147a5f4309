import asyncio


async def getter(name, queue):
    print(name, await queue.get())


async def main():
    queue = asyncio.Queue()
    tasks = [asyncio.create_task(getter(n, queue)) for n in "abcd"]
    await asyncio.sleep(0)
    for n in range(4):
        queue.put_nowait(n)
    print("all put", queue.qsize())
    await asyncio.gather(*tasks)


asyncio.run(main())
