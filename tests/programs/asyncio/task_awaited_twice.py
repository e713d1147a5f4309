import asyncio


async def job():
    print("runs once")
    await asyncio.sleep(1)
    return object


async def main():
    task = asyncio.create_task(job())
    print((await task) is (await task))

    async def waiter(n):
        value = await task
        print(n, value is object)

    await asyncio.gather(waiter(1), waiter(2), waiter(3))


asyncio.run(main())
