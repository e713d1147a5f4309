import asyncio


async def job():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        print("job:", error.args)
        raise


async def main():
    task = asyncio.create_task(job())
    await asyncio.sleep(0)
    task.cancel("because")
    try:
        await task
    except asyncio.CancelledError as error:
        print("main:", error.args, str(error))


asyncio.run(main())
