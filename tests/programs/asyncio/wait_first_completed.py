import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    pending = {asyncio.create_task(job(n)) for n in (3, 1, 2, 1)}
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        print(asyncio.get_running_loop().time(), [t.result() for t in done], len(pending))


asyncio.run(main())
