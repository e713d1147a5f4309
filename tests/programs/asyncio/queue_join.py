import asyncio


async def worker(name, queue):
    while True:
        item = await queue.get()
        await asyncio.sleep(item)
        print(name, item, asyncio.get_running_loop().time())
        queue.task_done()


async def main():
    queue = asyncio.Queue()
    for n in (3, 1, 2, 1, 1):
        queue.put_nowait(n)
    workers = [asyncio.create_task(worker(f"w{i}", queue)) for i in range(2)]
    await queue.join()
    print("joined", asyncio.get_running_loop().time())
    for task in workers:
        task.cancel()
    print(await asyncio.gather(*workers, return_exceptions=True))
    await queue.join()
    try:
        queue.task_done()
    except ValueError as error:
        print(error)


asyncio.run(main())
