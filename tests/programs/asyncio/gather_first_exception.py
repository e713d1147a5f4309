import asyncio


async def job(n, fail=False):
    await asyncio.sleep(n)
    print("job", n)
    if fail:
        raise ValueError(n)
    return n


async def main():
    try:
        await asyncio.gather(job(1), job(2, True), job(3, True), job(4))
    except ValueError as error:
        print("first failure", error, asyncio.get_running_loop().time())
    await asyncio.sleep(5)


asyncio.run(main())
