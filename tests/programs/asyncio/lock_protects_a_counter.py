import asyncio

total = 0


async def unsafe():
    global total
    seen = total
    await asyncio.sleep(0)
    total = seen + 1


async def safe(lock):
    global total
    async with lock:
        seen = total
        await asyncio.sleep(0)
        total = seen + 1


async def main():
    global total
    await asyncio.gather(*(unsafe() for _ in range(20)))
    print("without a lock", total)
    total = 0
    lock = asyncio.Lock()
    await asyncio.gather(*(safe(lock) for _ in range(20)))
    print("with a lock", total)


asyncio.run(main())
