import asyncio


async def waiter(name, event):
    await event.wait()
    print(name, "goes on although is_set() is", event.is_set())


async def main():
    event = asyncio.Event()
    tasks = [asyncio.create_task(waiter(n, event)) for n in "ab"]
    await asyncio.sleep(0)
    event.set()
    event.clear()
    await asyncio.gather(*tasks)
    late = asyncio.create_task(waiter("late", event))
    done, pending = await asyncio.wait([late], timeout=1)
    print(len(done), len(pending))


asyncio.run(main())
