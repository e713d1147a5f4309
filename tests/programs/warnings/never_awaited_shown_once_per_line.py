# test: stderr
import asyncio


async def job():
    pass


async def main():
    for _ in range(3):
        job()
    job()


asyncio.run(main())
