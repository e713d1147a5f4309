# test: stderr
import asyncio


async def bad():
    await asyncio.sleep(1)
    raise ValueError("lost")


async def main():
    asyncio.create_task(bad(), name="forgotten")
    await asyncio.sleep(2)
    print("main goes on")


asyncio.run(main())
