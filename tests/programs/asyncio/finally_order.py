import asyncio


async def inner(name):
    try:
        print(name, "try")
        await asyncio.sleep(1)
        return "result"
    except asyncio.CancelledError:
        print(name, "except")
        return "overridden"
    else:
        print(name, "else")
    finally:
        print(name, "finally")


async def looped():
    for n in range(3):
        try:
            await asyncio.sleep(1)
            if n == 1:
                continue
            print("body", n)
        finally:
            print("finally", n)
    else:
        print("loop's else")


async def main():
    task = asyncio.create_task(inner("a"))
    await asyncio.sleep(0)
    task.cancel()
    print(await task, await inner("b"))
    await looped()


asyncio.run(main())
