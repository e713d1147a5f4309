import asyncio


async def main():
    lock = asyncio.Lock()
    await lock.acquire()

    async def other():
        lock.release()
        print("released by another task")

    task = asyncio.create_task(other())
    async with lock:
        print("acquired again")
    await task


asyncio.run(main())
