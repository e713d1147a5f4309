import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    try:
        print(await asyncio.wait_for(job(1), 1))
    except TimeoutError:
        print("the timer of the deadline was set first")
    task = asyncio.create_task(job(1))
    await asyncio.sleep(0)
    try:
        print(await asyncio.wait_for(task, 1))
    except TimeoutError:
        print("timeout")
    print(asyncio.get_running_loop().time())


asyncio.run(main())
