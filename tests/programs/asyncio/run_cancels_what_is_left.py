import asyncio


async def worker(name, seconds):
    try:
        await asyncio.sleep(seconds)
        print(name, "finished")
    except asyncio.CancelledError:
        print(name, "cancelled at", asyncio.get_running_loop().time())
        raise
    finally:
        print(name, "cleans up")


async def main():
    tasks = [asyncio.create_task(worker(f"w{i}", i)) for i in range(1, 6)]
    await asyncio.sleep(2.5)
    print("main ends, left:", sum(not t.done() for t in tasks))


asyncio.run(main())
