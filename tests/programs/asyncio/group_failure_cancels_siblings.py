import asyncio


async def job(n, fail=False):
    try:
        await asyncio.sleep(n)
        if fail:
            raise ValueError(n)
        print("done", n)
    except asyncio.CancelledError:
        print("cancelled", n)
        raise


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            for n in (1, 2, 3, 4):
                group.create_task(job(n, n == 2))
    except* ValueError as errors:
        print(type(errors).__name__, errors.message, errors.exceptions, asyncio.get_running_loop().time())


asyncio.run(main())
