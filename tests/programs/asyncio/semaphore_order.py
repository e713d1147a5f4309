import asyncio


async def job(name, semaphore, hold):
    async with semaphore:
        print(name, asyncio.get_running_loop().time())
        await asyncio.sleep(hold)


async def main():
    semaphore = asyncio.Semaphore(2)
    await asyncio.gather(
        job("a", semaphore, 1), job("b", semaphore, 3), job("c", semaphore, 1),
        job("d", semaphore, 0), job("e", semaphore, 2), job("f", semaphore, 0),
    )


asyncio.run(main())
