import asyncio


async def numbers(n):
    try:
        for i in range(n):
            await asyncio.sleep(1)
            yield i
    finally:
        print("generator ends", asyncio.get_running_loop().time())


async def main():
    async for n in numbers(3):
        print(n)
    print([n async for n in numbers(3) if n != 1])
    print({n: n * n async for n in numbers(2)})
    generator = numbers(9)
    print(await generator.__anext__(), await anext(generator))
    await generator.aclose()
    try:
        await anext(generator)
    except StopAsyncIteration:
        print("stopped")
    print(await anext(generator, "default"))


asyncio.run(main())
