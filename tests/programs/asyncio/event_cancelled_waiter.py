import asyncio


async def waiter(event):
    await event.wait()


async def main():
    event = asyncio.Event()
    task = asyncio.create_task(waiter(event))
    other = asyncio.create_task(waiter(event))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    event.set()
    await other
    print(task.cancelled(), other.done())


asyncio.run(main())
