import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    print(await asyncio.gather(asyncio.gather(job(1), job(2)), asyncio.gather(job(3)), job(4)))
    inner = asyncio.gather(job(1), job(2))
    both = await asyncio.gather(inner, inner)
    print(both, asyncio.get_running_loop().time())


asyncio.run(main())
