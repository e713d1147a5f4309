import asyncio


async def job():
    try:
        1 / 0
    except ZeroDivisionError:
        await asyncio.sleep(10)


async def main():
    task = asyncio.create_task(job())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError as error:
        print(repr(error), error.__suppress_context__)


asyncio.run(main())
