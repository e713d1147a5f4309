import asyncio


async def job(n):
    try:
        await asyncio.sleep(n)
        return n
    except asyncio.CancelledError:
        print("cut off", n)
        raise


async def main():
    try:
        async with asyncio.timeout(2):
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(job(n)) for n in (1, 3, 4)]
    except TimeoutError:
        print("timeout", asyncio.get_running_loop().time())
    print([t.cancelled() for t in tasks], tasks[0].result())


asyncio.run(main())
