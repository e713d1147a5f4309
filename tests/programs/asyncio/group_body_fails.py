import asyncio


async def job():
    try:
        await asyncio.sleep(5)
    finally:
        print("job ends", asyncio.get_running_loop().time())


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job())
            await asyncio.sleep(1)
            raise ValueError("body")
    except* ValueError as errors:
        print(errors.exceptions)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(job())
            raise KeyError("before it began")
    except ExceptionGroup as errors:
        print(errors.exceptions, str(errors))


asyncio.run(main())
