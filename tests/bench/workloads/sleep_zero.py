"""TASKS tasks that give way TURNS times each."""
import asyncio

TASKS = 1
TURNS = 1_000_000


async def give_way(turns):
    for _ in range(turns):
        await asyncio.sleep(0)
    return turns


async def main():
    done = await asyncio.gather(*(give_way(TURNS) for _ in range(TASKS)))
    print(sum(done))


asyncio.run(main())
