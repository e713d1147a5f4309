import asyncio


async def job():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as error:
        print("caught", error.args, asyncio.get_running_loop().time())
        raise
    finally:
        print("finally")


async def main():
    task = asyncio.create_task(job())
    await asyncio.sleep(1)
    print(task.cancel(), task.cancelled(), task.done())
    try:
        await task
    except asyncio.CancelledError as error:
        print("main sees", repr(error))
    print(task.cancelled(), task.done(), task.cancel())


asyncio.run(main())
