import asyncio


async def job():
    try:
        await asyncio.sleep(10)
    finally:
        print("cleanup begins", asyncio.get_running_loop().time())
        await asyncio.sleep(2)
        print("cleanup ends", asyncio.get_running_loop().time())


async def main():
    task = asyncio.create_task(job())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("gone", asyncio.get_running_loop().time())


asyncio.run(main())
