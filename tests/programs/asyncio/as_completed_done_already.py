import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    tasks = [asyncio.create_task(job(n)) for n in (2, 1, 0)]
    await asyncio.sleep(3)
    print([await f for f in asyncio.as_completed(tasks)])
    print([await f for f in asyncio.as_completed([])])
    coroutine = job(1)
    print([await f for f in asyncio.as_completed([coroutine, coroutine])])
    try:
        for f in asyncio.as_completed(asyncio.Future()):
            pass
    except TypeError as error:
        print(error)


asyncio.run(main())
