import asyncio


async def job():
    try:
        async with asyncio.timeout(5):
            await asyncio.sleep(10)
    except TimeoutError:
        print("timeout")
    except asyncio.CancelledError:
        print("cancelled from outside")
        raise


async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(job())
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.wait([task])
    print(task.cancelled(), loop.time())
    task = asyncio.create_task(job())
    loop.call_later(5, task.cancel)
    await asyncio.wait([task])
    print(task.cancelled(), loop.time())


asyncio.run(main())
