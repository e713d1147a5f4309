import asyncio


async def job(n):
    try:
        await asyncio.sleep(n)
    except asyncio.CancelledError:
        print("job cancelled at", asyncio.get_running_loop().time())
        raise


async def main():
    try:
        await asyncio.wait_for(job(5), timeout=1.5)
    except asyncio.TimeoutError as error:
        print("timeout", repr(error), asyncio.get_running_loop().time())
        print(repr(error.__cause__))
    task = asyncio.create_task(job(5))
    try:
        await asyncio.wait_for(task, 1)
    except TimeoutError:
        print(task.cancelled())
    for timeout in (0, -1):
        try:
            await asyncio.wait_for(job(5), timeout)
        except TimeoutError:
            print("at once", timeout)


asyncio.run(main())
