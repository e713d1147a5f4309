import asyncio


async def bad():
    raise StopIteration(5)


async def bad_async():
    raise StopAsyncIteration(6)


async def main():
    for function in (bad, bad_async):
        try:
            await function()
        except RuntimeError as error:
            print(error, repr(error.__cause__))
        except StopAsyncIteration as error:
            print("passes", error)


asyncio.run(main())
