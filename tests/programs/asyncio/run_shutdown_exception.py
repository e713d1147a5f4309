# test: stderr
import asyncio


async def fails_when_cancelled():
    try:
        await asyncio.sleep(100)
    finally:
        raise RuntimeError("in cleanup")


async def main():
    asyncio.create_task(fails_when_cancelled(), name="bad")
    await asyncio.sleep(1)
    print("main is over")


asyncio.run(main())
