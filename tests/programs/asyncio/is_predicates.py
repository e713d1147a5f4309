import asyncio


async def function():
    pass


def plain():
    pass


def generator():
    yield


async def agen():
    yield


async def main():
    coroutine = function()
    task = asyncio.ensure_future(coroutine)
    for thing in (function, plain, generator, agen):
        print(thing.__name__, asyncio.iscoroutinefunction(thing), asyncio.iscoroutine(thing))
    print(asyncio.iscoroutine(coroutine), asyncio.iscoroutine(task), asyncio.iscoroutine(generator()))
    print(asyncio.isfuture(task), asyncio.isfuture(asyncio.Future()), asyncio.isfuture(coroutine))
    print(asyncio.isfuture(asyncio.Future), asyncio.iscoroutinefunction(lambda: function()))
    await task


asyncio.run(main())
