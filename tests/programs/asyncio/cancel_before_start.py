import asyncio


async def job():
    print("never printed")


async def main():
    task = asyncio.create_task(job())
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled before it began")
    print(task.cancelled())


asyncio.run(main())
