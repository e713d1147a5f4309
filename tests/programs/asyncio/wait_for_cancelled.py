import asyncio


async def job():
    try:
        await asyncio.sleep(10)
    finally:
        print("job ends", asyncio.get_running_loop().time())


async def waits():
    await asyncio.wait_for(job(), 20)


async def main():
    task = asyncio.create_task(waits())
    await asyncio.sleep(1)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled", asyncio.get_running_loop().time())


asyncio.run(main())
