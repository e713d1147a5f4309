import asyncio

TASKS = 1000


async def work():
    for _ in range(10):
        await asyncio.sleep(0.01)


async def main():
    await asyncio.gather(*(work() for _ in range(TASKS)))


asyncio.run(main())
