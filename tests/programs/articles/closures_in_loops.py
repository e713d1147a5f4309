import asyncio


async def main():
    loop = asyncio.get_running_loop()
    for n in range(3):
        loop.call_soon(lambda: print("late binding", n))
        loop.call_soon(lambda n=n: print("default argument", n))
    await asyncio.sleep(0)
    counters = []

    def make():
        count = 0

        async def tick():
            nonlocal count
            await asyncio.sleep(0.1)
            count += 1
            return count

        return tick

    first, second = make(), make()
    print(await first(), await first(), await second())
    print(await asyncio.gather(*(first() for _ in range(3)), second()))


asyncio.run(main())
