import asyncio


async def numbers(name):
    try:
        while True:
            yield 1
    finally:
        await asyncio.sleep(1)
        print("closed", name, asyncio.get_running_loop().time())


kept = []


async def main():
    for name in "abc":
        generator = numbers(name)
        kept.append(generator)
        await anext(generator)
    print("main ends")


asyncio.run(main())
