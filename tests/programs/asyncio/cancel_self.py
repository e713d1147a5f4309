import asyncio


async def main():
    asyncio.current_task().cancel()
    print("still here")
    try:
        await asyncio.sleep(0)
        print("not here")
    except asyncio.CancelledError:
        print("cancelled at the next await")
    print("and on", asyncio.current_task().cancelling())


asyncio.run(main())
