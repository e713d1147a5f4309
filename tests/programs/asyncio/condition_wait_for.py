import asyncio

level = 0


async def waits(condition, n):
    async with condition:
        result = await condition.wait_for(lambda: level >= n and f"level {level}")
        print(n, result)


async def main():
    global level
    condition = asyncio.Condition(asyncio.Lock())
    tasks = [asyncio.create_task(waits(condition, n)) for n in (3, 1, 2, 0)]
    for _ in range(3):
        await asyncio.sleep(1)
        async with condition:
            level += 1
            condition.notify_all()
    await asyncio.gather(*tasks)
    print(asyncio.get_running_loop().time())


asyncio.run(main())
