import asyncio


async def job():
    print("runs once")
    await asyncio.sleep(1)
    return "r"


async def main():
    task = asyncio.create_task(job())
    print(await asyncio.gather(task, task, task))
    coroutine = job()
    print(await asyncio.gather(coroutine, coroutine))


asyncio.run(main())
