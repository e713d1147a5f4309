import asyncio


async def numbers():
    for n in range(3):
        await asyncio.sleep(1)
        yield n


async def take(generator):
    return await anext(generator)


async def main():
    generator = numbers()
    results = await asyncio.gather(take(generator), take(generator), return_exceptions=True)
    print(results[0], repr(results[1]))


asyncio.run(main())
