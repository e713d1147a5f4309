import asyncio


async def waiter(name, semaphore):
    async with semaphore:
        print(name, "in")
        await asyncio.sleep(1)


async def main():
    semaphore = asyncio.Semaphore(1)
    tasks = [asyncio.create_task(waiter(n, semaphore)) for n in "abc"]
    await asyncio.sleep(0.5)
    tasks[1].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    print([type(r).__name__ for r in results], asyncio.get_running_loop().time())
    print(semaphore.locked())


asyncio.run(main())
