"""TASKS tasks that sleep SLEEPS times, for a random while each time; ROUNDS times over."""
import asyncio
import random

TASKS = 100_000
SLEEPS = 10
ROUNDS = 1


async def wander(number, sleeps):
    for _ in range(sleeps):
        await asyncio.sleep(random.random())
    return number


async def main():
    random.seed(7)
    total = 0
    for _ in range(ROUNDS):
        total += sum(await asyncio.gather(*(wander(i, SLEEPS) for i in range(TASKS))))
    print(total)


asyncio.run(main())
