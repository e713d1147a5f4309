import asyncio


async def main():
    for thing in (asyncio.Lock(), asyncio.Semaphore()):
        try:
            with thing:
                pass
        except (AttributeError, TypeError) as error:
            print(type(error).__name__, error)


asyncio.run(main())
