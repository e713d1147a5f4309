import asyncio


async def job(n):
    await asyncio.sleep(10 - n)
    return n


async def main():
    tasks = [asyncio.create_task(job(n)) for n in range(10)]
    done, _ = await asyncio.wait(list(reversed(tasks)))
    print([t.result() for t in done])
    print(list(done) == tasks, tasks[3] in done, len(done))
    done, pending = await asyncio.wait(tasks + [asyncio.create_task(asyncio.sleep(9))], timeout=1)
    print([tasks.index(t) for t in done], len(pending))


asyncio.run(main())
