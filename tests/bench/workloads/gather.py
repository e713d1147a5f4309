"""TASKS tasks of a second each, gathered; ROUNDS times over."""
import asyncio

TASKS = 1_000_000
ROUNDS = 1


async def fetch(number):
    await asyncio.sleep(1)
    return number


async def main():
    total = 0
    for _ in range(ROUNDS):
        total += sum(await asyncio.gather(*(fetch(i) for i in range(TASKS))))
    print(total)


asyncio.run(main())
