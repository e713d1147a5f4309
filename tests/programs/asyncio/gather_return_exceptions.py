import asyncio


async def job(n):
    await asyncio.sleep(n)
    if n % 2:
        raise KeyError(n)
    return n


async def main():
    results = await asyncio.gather(*(job(n) for n in range(5)), return_exceptions=True)
    print(results, asyncio.get_running_loop().time())
    task = asyncio.create_task(job(2))
    asyncio.get_running_loop().call_soon(task.cancel)
    print(await asyncio.gather(task, job(0), return_exceptions=True))


asyncio.run(main())
