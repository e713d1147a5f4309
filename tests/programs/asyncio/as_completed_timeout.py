import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    tasks = [asyncio.create_task(job(n)) for n in (1, 2, 3, 4)]
    for future in asyncio.as_completed(tasks, timeout=2.5):
        try:
            print(await future)
        except TimeoutError as error:
            print("timeout", repr(error), asyncio.get_running_loop().time())
    print([t.done() for t in tasks])
    await tasks[3]
    print(asyncio.get_running_loop().time())


asyncio.run(main())
