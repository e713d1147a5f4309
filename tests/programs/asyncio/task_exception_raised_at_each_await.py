import asyncio


async def bad():
    raise ValueError("once")


async def main():
    task = asyncio.create_task(bad())
    for _ in range(2):
        try:
            await task
        except ValueError as error:
            print(repr(error), error is task.exception())


asyncio.run(main())
