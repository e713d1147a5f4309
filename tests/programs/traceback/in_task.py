import asyncio
import traceback


async def fails(n):
    await asyncio.sleep(1)
    return [1, 2][n]


async def main():
    try:
        await fails(5)
    except IndexError:
        print(traceback.format_exc())
    try:
        await asyncio.gather(fails(0), fails(7))
    except IndexError:
        print(traceback.format_exc())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails(8))
    except ExceptionGroup:
        print(traceback.format_exc())


asyncio.run(main())
