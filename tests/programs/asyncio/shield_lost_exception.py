# test: stderr
import asyncio


async def fails():
    await asyncio.sleep(2)
    raise ValueError("nobody looks")


async def waits(task):
    await asyncio.shield(task)


async def main():
    task = asyncio.create_task(fails(), name="inner")
    waiter = asyncio.create_task(waits(task))
    await asyncio.sleep(1)
    waiter.cancel()
    await asyncio.wait([waiter])
    print(waiter.cancelled())
    del task
    await asyncio.sleep(3)
    print("end")


asyncio.run(main())
