import asyncio


async def job(n):
    try:
        await asyncio.sleep(n)
    except asyncio.CancelledError:
        print("child", n, "cancelled")
        raise
    print("child", n, "done")


async def group():
    try:
        await asyncio.gather(job(1), job(2), job(3))
    except asyncio.CancelledError:
        print("group cancelled")
        raise


async def main():
    task = asyncio.create_task(group())
    await asyncio.sleep(1.5)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("main", asyncio.get_running_loop().time())
    future = asyncio.gather(job(1), job(2))
    await asyncio.sleep(0)
    print(future.cancel(), future.cancelled())
    try:
        await future
    except asyncio.CancelledError:
        print(future.cancelled())


asyncio.run(main())
