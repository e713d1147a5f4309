import asyncio


async def worker(name, lock):
    print(name, "wants", asyncio.get_running_loop().time())
    async with lock:
        print(name, "has", asyncio.get_running_loop().time())
        await asyncio.sleep(1)
    print(name, "released")


async def main():
    lock = asyncio.Lock()
    print(lock.locked())
    await asyncio.gather(*(worker(n, lock) for n in "abc"))
    print(lock.locked())
    print(await lock.acquire(), lock.locked())
    lock.release()
    try:
        lock.release()
    except RuntimeError as error:
        print(error)


asyncio.run(main())
