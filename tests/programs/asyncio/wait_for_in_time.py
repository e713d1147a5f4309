import asyncio


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    print(await asyncio.wait_for(job(1), timeout=2))
    print(await asyncio.wait_for(job(1), None))
    print(await asyncio.wait_for(asyncio.create_task(job(1)), 5))
    future = asyncio.Future()
    future.set_result("ready")
    print(await asyncio.wait_for(future, 1))
    print(await asyncio.wait_for(future, 0))
    print(asyncio.get_running_loop().time())


asyncio.run(main())
