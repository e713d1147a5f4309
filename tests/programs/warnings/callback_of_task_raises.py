# test: stderr
import asyncio


async def job():
    return 1


def callback(task):
    raise RuntimeError("in the callback")


async def main():
    task = asyncio.create_task(job())
    task.add_done_callback(callback)
    print(await task)
    await asyncio.sleep(0)
    print("main")


asyncio.run(main())
