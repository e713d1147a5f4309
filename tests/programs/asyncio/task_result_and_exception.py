import asyncio


async def good():
    await asyncio.sleep(1)
    return "good"


async def bad():
    await asyncio.sleep(1)
    raise KeyError("bad")


async def main():
    g, b = asyncio.create_task(good()), asyncio.create_task(bad())
    for task in (g, b):
        try:
            task.result()
        except asyncio.InvalidStateError as error:
            print("result:", error)
        try:
            task.exception()
        except asyncio.InvalidStateError as error:
            print("exception:", error)
    await asyncio.wait([g, b])
    print(g.result(), g.exception(), repr(b.exception()))
    try:
        b.result()
    except KeyError as error:
        print("raised", error)
    print(g.done(), g.cancelled(), b.done(), b.cancelled())


asyncio.run(main())
