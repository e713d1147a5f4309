import asyncio


async def job():
    return 1


async def main():
    task = asyncio.create_task(job())
    await task
    print(task.cancel(), task.cancelled(), task.cancelling())


asyncio.run(main())
