import asyncio


async def job(n):
    await asyncio.sleep(n)
    print("job", n)
    return n


async def main():
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(job(n)) for n in (2, 1, 3)]
        print("body ends")
    print([t.result() for t in tasks], asyncio.get_running_loop().time())
    async with asyncio.TaskGroup():
        print("empty")


asyncio.run(main())
