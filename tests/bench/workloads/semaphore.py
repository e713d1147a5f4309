"""TASKS tasks that hold one of 100 places for a second each."""
import asyncio

TASKS = 100_000


async def work(places, number):
    async with places:
        await asyncio.sleep(1)
    return number


async def main():
    places = asyncio.Semaphore(100)
    done = await asyncio.gather(*(work(places, i) for i in range(TASKS)))
    print(sum(done))


asyncio.run(main())
