import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    task = asyncio.Task(job(1), name="direct")
    print(task.get_name(), await task)
    print(isinstance(task, asyncio.Task), isinstance(task, asyncio.Future))
    print(isinstance(asyncio.Future(), asyncio.Task))


asyncio.run(main())
