import asyncio


async def numbers(n):
    try:
        for i in range(n):
            await asyncio.sleep(0.1)
            yield i
    finally:
        print("cleanup")


async def main():
    async for x in numbers(3):
        print(x)
    print([x async for x in numbers(3) if x != 1])
    print({x: x * x async for x in numbers(2)}, {x async for x in numbers(2)})
    g = (x * 2 async for x in numbers(2))
    print(type(g).__name__, await g.__anext__(), await anext(g))
    try:
        await anext(g)
    except StopAsyncIteration as error:
        print(repr(error))
    a = numbers(5)
    print(await a.asend(None))
    try:
        await a.athrow(ValueError("thrown"))
    except ValueError as error:
        print(error)
    b = numbers(5)
    await anext(b)
    await b.aclose()
    print("closed")
    async for x in numbers(5):
        if x == 1:
            break
    print("broke")
    try:
        async for x in [1, 2]:
            pass
    except TypeError as error:
        print(error)
    try:
        for x in numbers(1):
            pass
    except TypeError as error:
        print(error)
    else:
        print("no")
    async for x in numbers(1):
        pass
    else:
        print("else")


asyncio.run(main())
