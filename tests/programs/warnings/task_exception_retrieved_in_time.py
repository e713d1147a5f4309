# test: stderr
import asyncio


async def bad():
    raise ValueError("seen")


async def main():
    task = asyncio.create_task(bad())
    await asyncio.sleep(1)
    print(repr(task.exception()))
    other = asyncio.create_task(bad())
    print(await asyncio.gather(other, return_exceptions=True))
    third = asyncio.create_task(bad())
    await asyncio.wait([third])
    try:
        third.result()
    except ValueError:
        print("looked at")


asyncio.run(main())
