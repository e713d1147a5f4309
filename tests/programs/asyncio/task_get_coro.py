import asyncio


async def job():
    return 1


async def main():
    coroutine = job()
    task = asyncio.create_task(coroutine)
    print(task.get_coro() is coroutine)
    print(task.get_loop() is asyncio.get_running_loop())
    await task


asyncio.run(main())
