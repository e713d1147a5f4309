import asyncio


async def job():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("first", asyncio.current_task().cancelling())
    try:
        await asyncio.sleep(5)
        print("slept on", asyncio.get_running_loop().time())
    except asyncio.CancelledError:
        print("second")
    print(asyncio.current_task().uncancel(), asyncio.current_task().uncancel())
    print(asyncio.current_task().uncancel())


async def main():
    task = asyncio.create_task(job())
    await asyncio.sleep(1)
    task.cancel()
    task.cancel()
    await task


asyncio.run(main())
