import asyncio


async def stubborn():
    try:
        await asyncio.sleep(100)
    except asyncio.CancelledError:
        print("asked to stop")
        await asyncio.sleep(2)
        print("stopped at", asyncio.get_running_loop().time())


async def main():
    asyncio.create_task(stubborn())
    await asyncio.sleep(1)


asyncio.run(main())
