import asyncio


async def job(n):
    await asyncio.sleep(n)
    print("job", n)


async def main():
    async with asyncio.TaskGroup() as group:
        one = group.create_task(job(2))
        group.create_task(job(3))
        await asyncio.sleep(1)
        one.cancel()
    print(one.cancelled(), asyncio.get_running_loop().time())


asyncio.run(main())
