"""TIMERS timers at random moments, waiting all at once; ROUNDS times over."""
import asyncio
import random

TIMERS = 1_000_000
ROUNDS = 1


async def main():
    random.seed(7)
    loop = asyncio.get_running_loop()
    fired = []
    for _ in range(ROUNDS):
        fired.clear()
        for number in range(TIMERS):
            loop.call_later(random.random(), fired.append, number)
        await asyncio.sleep(1)
    print(len(fired))


asyncio.run(main())
