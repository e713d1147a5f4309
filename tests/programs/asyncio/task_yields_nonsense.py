import asyncio


class Odd:
    def __await__(self):
        yield 5


async def main():
    try:
        await Odd()
    except RuntimeError as error:
        print(error)
    try:
        await 5
    except TypeError as error:
        print(error)
    try:
        asyncio.create_task(5)
    except TypeError as error:
        print(error)


asyncio.run(main())
