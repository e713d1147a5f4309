# test: stderr
import asyncio


async def inner():
    await asyncio.sleep(1)
    return {}["missing"]


async def outer():
    try:
        await inner()
    except KeyError as error:
        raise RuntimeError("outer failed") from error


async def main():
    task = asyncio.create_task(outer(), name="t")
    await asyncio.sleep(2)
    del task


asyncio.run(main())
