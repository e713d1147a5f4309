import asyncio


async def putter(n, queue):
    await queue.put(n)
    print("put", n, asyncio.get_running_loop().time())


async def main():
    queue = asyncio.Queue(1)
    tasks = [asyncio.create_task(putter(n, queue)) for n in range(4)]
    await asyncio.sleep(1)
    print(queue.qsize(), queue.full())
    tasks[2].cancel()
    for _ in range(3):
        await asyncio.sleep(1)
        print("got", await queue.get())
    print(await asyncio.gather(*tasks, return_exceptions=True))


asyncio.run(main())
