import asyncio


async def job():
    try:
        await asyncio.sleep(10)
    finally:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            print("cleanup was cancelled, too")
            raise


async def main():
    task = asyncio.create_task(job())
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError as error:
        print(repr(error), repr(error.__context__), asyncio.get_running_loop().time())


asyncio.run(main())
