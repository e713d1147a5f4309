import asyncio
import random


async def job(n):
    delay = random.uniform(0.1, 1)
    await asyncio.sleep(delay)
    print(n, f"{delay:.6f}", random.randint(0, 99))


async def main():
    random.seed(2024)
    await asyncio.gather(*(job(n) for n in range(5)))


asyncio.run(main())
