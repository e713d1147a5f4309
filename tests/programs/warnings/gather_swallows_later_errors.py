# test: stderr
import asyncio


async def bad(n):
    await asyncio.sleep(n)
    raise ValueError(n)


async def main():
    try:
        await asyncio.gather(bad(1), bad(2))
    except ValueError as error:
        print("caught", error)
    await asyncio.sleep(2)
    print("the second is not reported")


asyncio.run(main())
