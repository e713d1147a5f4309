import asyncio


async def consumer(name, condition, items):
    async with condition:
        while not items:
            print(name, "waits")
            await condition.wait()
        print(name, "takes", items.pop(0), asyncio.get_running_loop().time())


async def main():
    condition = asyncio.Condition()
    items = []
    tasks = [asyncio.create_task(consumer(n, condition, items)) for n in "abc"]
    for n in range(3):
        await asyncio.sleep(1)
        async with condition:
            items.append(n)
            condition.notify()
    await asyncio.gather(*tasks)
    print(condition.locked())


asyncio.run(main())
