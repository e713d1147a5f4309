# test: stderr
import asyncio


async def leaf():
    await asyncio.sleep(0.1)
    raise ValueError("leaf")


async def middle():
    return 1 + await leaf()


async def main():
    await middle()


asyncio.run(main())
