import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    tasks = [asyncio.create_task(job(n)) for n in (3, 1, 2)]
    done, pending = await asyncio.wait(tasks)
    print([t.result() for t in done], len(pending), asyncio.get_running_loop().time())
    done, pending = await asyncio.wait(tasks)
    print(len(done), len(pending), type(done) is type(pending))


asyncio.run(main())
