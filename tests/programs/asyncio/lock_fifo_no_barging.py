import asyncio


async def waiter(name, lock):
    async with lock:
        print(name)


async def main():
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = [asyncio.create_task(waiter(n, lock)) for n in "abc"]
    await asyncio.sleep(0)
    lock.release()
    print("locked right after the release:", lock.locked())
    await lock.acquire()
    print("main got it after those in line")
    lock.release()
    await asyncio.gather(*tasks)


asyncio.run(main())
