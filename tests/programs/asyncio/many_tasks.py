import asyncio


async def job(n):
    await asyncio.sleep((n * 7919) % 1000 / 1000)
    return n


async def main():
    results = await asyncio.gather(*(job(n) for n in range(300)))
    print(results == list(range(300)), asyncio.get_running_loop().time())
    done, pending = await asyncio.wait([asyncio.create_task(job(n)) for n in range(50)], timeout=0.5)
    print(len(done), len(pending))


asyncio.run(main())
