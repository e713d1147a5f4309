# test: stderr
import asyncio


async def main():
    await asyncio.sleep(1)
    raise ValueError("from main")


asyncio.run(main())
