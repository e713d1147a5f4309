import asyncio


async def use(future):
    await future


first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
future = first.create_future()
try:
    second.run_until_complete(use(future))
except RuntimeError as error:
    print(str(error).split(" got Future")[1][-35:])
lock = asyncio.Lock()


async def holds(lock):
    async with lock:
        await asyncio.sleep(1)


async def two(lock):
    await asyncio.gather(holds(lock), holds(lock))


first.run_until_complete(two(lock))
try:
    second.run_until_complete(two(lock))
except RuntimeError as error:
    print(str(error).split("> ")[-1])
first.close()
second.close()
