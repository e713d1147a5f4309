import asyncio


async def stubborn():
    for attempt in range(2):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("ignored", attempt, asyncio.current_task().cancelling())
    return "survived"


async def main():
    task = asyncio.create_task(stubborn())
    await asyncio.sleep(0)
    for _ in range(2):
        task.cancel()
        await asyncio.sleep(0)
    print(await task, task.cancelled(), task.cancelling())


asyncio.run(main())
