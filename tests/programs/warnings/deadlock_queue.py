import asyncio


async def main():
    queue = asyncio.Queue()
    queue.put_nowait(1)
    await queue.get()
    print("forgot task_done()")
    await queue.join()


asyncio.run(main())
