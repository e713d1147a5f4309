import asyncio


async def job():
    await asyncio.sleep(1)


async def waiter(task, name):
    await task
    print("waiter", name)


async def main():
    task = asyncio.create_task(job())
    asyncio.create_task(waiter(task, 1))
    await asyncio.sleep(0)
    task.add_done_callback(lambda t: print("callback"))
    asyncio.create_task(waiter(task, 2))
    await asyncio.sleep(0)
    await asyncio.sleep(1)
    print("main")
    await asyncio.sleep(1)


asyncio.run(main())
