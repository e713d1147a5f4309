import asyncio


async def job(n):
    await asyncio.sleep(n)
    print("job", n, "done anyway")


async def waits(tasks):
    await asyncio.wait(tasks)


async def main():
    tasks = [asyncio.create_task(job(n)) for n in (1, 2)]
    waiter = asyncio.create_task(waits(tasks))
    await asyncio.sleep(0.5)
    waiter.cancel()
    try:
        await waiter
    except asyncio.CancelledError:
        print("wait cancelled")
    await asyncio.sleep(3)


asyncio.run(main())
