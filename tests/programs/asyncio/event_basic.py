import asyncio


async def waiter(name, event):
    print(name, "waits")
    print(name, await event.wait(), asyncio.get_running_loop().time())


async def main():
    event = asyncio.Event()
    print(event.is_set())
    tasks = [asyncio.create_task(waiter(n, event)) for n in "ab"]
    await asyncio.sleep(1)
    event.set()
    print("set", event.is_set())
    await asyncio.gather(*tasks)
    print(await event.wait(), "at once")
    event.clear()
    print(event.is_set())
    event.set()
    event.set()


asyncio.run(main())
