import asyncio


async def inner():
    return 1


async def main():
    coroutine = inner()
    try:
        asyncio.run(coroutine)
    except RuntimeError as error:
        print(error)
    coroutine.close()
    for wrong in (5, "x", None):
        try:
            asyncio.run(wrong)
        except (ValueError, RuntimeError) as error:
            print(type(error).__name__, error)


asyncio.run(main())
try:
    asyncio.run(5)
except ValueError as error:
    print(error)
