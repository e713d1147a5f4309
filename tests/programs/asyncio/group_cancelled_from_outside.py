import asyncio


async def job(n):
    try:
        await asyncio.sleep(n)
    except asyncio.CancelledError:
        print("child", n)
        raise


async def grouped():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job(5))
            group.create_task(job(6))
            await asyncio.sleep(1)
            print("body done")
    except asyncio.CancelledError:
        print("group cancelled")
        raise


async def main():
    for delay in (0.5, 2):
        task = asyncio.create_task(grouped())
        await asyncio.sleep(delay)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            print("main", asyncio.get_running_loop().time())


asyncio.run(main())
