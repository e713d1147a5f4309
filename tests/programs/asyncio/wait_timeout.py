import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    tasks = [asyncio.create_task(job(n)) for n in (1, 2, 3, 4)]
    done, pending = await asyncio.wait(tasks, timeout=2.5)
    print([t.result() for t in done], len(pending), asyncio.get_running_loop().time())
    print([t.done() for t in tasks])
    done, pending = await asyncio.wait(pending, timeout=0)
    print(len(done), len(pending), asyncio.get_running_loop().time())
    for task in pending:
        task.cancel()
    done, pending = await asyncio.wait(pending)
    print([t.cancelled() for t in done])


asyncio.run(main())
