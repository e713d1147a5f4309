import asyncio


async def waiter(name, lock):
    try:
        async with lock:
            print(name, "got it")
    except asyncio.CancelledError:
        print(name, "gave up")
        raise


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = [asyncio.create_task(waiter(n, lock)) for n in "abc"]
    await asyncio.sleep(0)
    tasks[0].cancel()
    await asyncio.sleep(0)
    lock.release()
    tasks[1].cancel()
    await asyncio.wait(tasks)
    print(lock.locked())


asyncio.run(main())
