import asyncio


async def stubborn():
    try:
        yield 1
        yield 2
    except GeneratorExit:
        yield 3


async def main():
    generator = stubborn()
    print(await anext(generator))
    try:
        await generator.aclose()
    except RuntimeError as error:
        print(error)


asyncio.run(main())
