import asyncio


async def fail(n):
    await asyncio.sleep(n)
    raise ValueError(n)


async def main():
    future = asyncio.gather(fail(1), fail(1))
    try:
        await future
    except ValueError as error:
        print(error, future.done(), repr(future.exception()))
    await asyncio.sleep(1)
    print("the second failure is silent")


asyncio.run(main())
