import asyncio


async def job():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        raise ValueError("instead")


async def main():
    task = asyncio.create_task(job())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except ValueError as error:
        print(repr(error), repr(error.__context__))
    print(task.cancelled(), repr(task.exception()))


asyncio.run(main())
