import asyncio


async def waiter(name, condition):
    async with condition:
        print(name, await condition.wait())


async def main():
    condition = asyncio.Condition()
    tasks = [asyncio.create_task(waiter(n, condition)) for n in "abcd"]
    await asyncio.sleep(0)
    async with condition:
        condition.notify(2)
        print("two are told")
    await asyncio.sleep(1)
    print([t.done() for t in tasks])
    async with condition:
        condition.notify_all()
    await asyncio.gather(*tasks)
    for method in (condition.notify, condition.notify_all):
        try:
            method()
        except RuntimeError as error:
            print(error)
    try:
        await condition.wait()
    except RuntimeError as error:
        print(error)


asyncio.run(main())
