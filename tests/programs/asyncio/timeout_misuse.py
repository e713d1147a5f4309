import asyncio


async def main():
    scope = asyncio.timeout(1)
    for _ in range(2):
        try:
            async with scope:
                await asyncio.sleep(0)
                print("inside")
        except RuntimeError as error:
            print(error)
    try:
        asyncio.timeout()
    except TypeError as error:
        print(error)


asyncio.run(main())
