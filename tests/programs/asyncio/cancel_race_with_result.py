import asyncio


async def job(future):
    try:
        return await future
    except asyncio.CancelledError:
        print("cancelled although the result was there:", future.done())
        raise


async def main():
    future = asyncio.Future()
    task = asyncio.create_task(job(future))
    await asyncio.sleep(0)
    future.set_result(1)
    print(task.cancel())
    try:
        print(await task)
    except asyncio.CancelledError:
        print("main sees it")


asyncio.run(main())
