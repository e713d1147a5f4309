import asyncio


async def job(n):
    await asyncio.sleep(n)
    print("done", n)
    return n * n


async def main():
    print(await asyncio.gather(job(3), job(1), job(2)))
    print(await asyncio.gather())
    print(await asyncio.gather(*[job(i / 10) for i in range(3)]))
    print(asyncio.get_running_loop().time())


asyncio.run(main())
