import asyncio


async def philosopher(n, left, right, meals):
    first, second = (left, right) if n % 2 else (right, left)
    for meal in range(meals):
        await asyncio.sleep(0.1 * n)
        async with first:
            async with second:
                print(f"{asyncio.get_running_loop().time():.1f}: {n} eats meal {meal}")
                await asyncio.sleep(0.5)


async def main():
    forks = [asyncio.Lock() for _ in range(5)]
    await asyncio.gather(*(philosopher(n, forks[n], forks[(n + 1) % 5], 2) for n in range(5)))
    print(f"done at {asyncio.get_running_loop().time():.1f}")


asyncio.run(main())
