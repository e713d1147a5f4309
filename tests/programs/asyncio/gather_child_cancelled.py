import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    tasks = [asyncio.create_task(job(n)) for n in (1, 2, 3)]
    asyncio.get_running_loop().call_later(0.5, tasks[1].cancel)
    try:
        await asyncio.gather(*tasks)
    except asyncio.CancelledError as error:
        print("gather raised", repr(error), asyncio.get_running_loop().time())
    await asyncio.sleep(5)
    print([t.cancelled() for t in tasks])


asyncio.run(main())
