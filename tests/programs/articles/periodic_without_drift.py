import asyncio


async def periodic(interval, work, count):
    loop = asyncio.get_running_loop()
    next_time = loop.time()
    for n in range(count):
        await work(n)
        next_time += interval
        delay = next_time - loop.time()
        if delay > 0:
            await asyncio.sleep(delay)


async def work(n):
    print(n, f"{asyncio.get_running_loop().time():.2f}")
    await asyncio.sleep(0.3 if n != 2 else 1.2)


asyncio.run(periodic(0.5, work, 6))
