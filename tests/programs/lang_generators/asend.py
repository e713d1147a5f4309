import asyncio


async def echo():
    value = "start"
    while True:
        try:
            value = yield value
            print("got", value)
        except KeyError as error:
            value = f"caught {error}"


async def nested():
    async for x in inner():
        yield x


async def inner():
    yield 1
    await asyncio.sleep(0)
    yield 2


class Ticker:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.n:
            raise StopAsyncIteration
        self.n -= 1
        await asyncio.sleep(1)
        return self.n


async def main():
    e = echo()
    print(await e.asend(None))
    print(await e.asend(1))
    print(await e.athrow(KeyError("k")))
    try:
        await echo().asend(5)
    except TypeError as error:
        print(error)
    await e.aclose()
    print([x async for x in nested()], [x async for x in Ticker(3)])
    print(sum([x async for x in Ticker(3)]), [y async for x in Ticker(2) async for y in Ticker(x + 1)])

    async def returns():
        yield 1
        return

    print([x async for x in returns()])

    async def raises():
        yield 1
        raise StopAsyncIteration

    try:
        print([x async for x in raises()])
    except RuntimeError as error:
        print(error)
    try:
        aiter(5)
    except TypeError as error:
        print(error)
    try:
        await anext(5)
    except TypeError as error:
        print(error)
    t = Ticker(1)
    print(aiter(t) is t, await anext(t))
    try:
        await anext(t)
    except StopAsyncIteration:
        print("stop")


asyncio.run(main())
