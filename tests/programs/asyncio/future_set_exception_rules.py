import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    future.set_exception(ValueError)
    try:
        await future
    except ValueError as error:
        print(repr(error))
    other = loop.create_future()
    try:
        other.set_exception(StopIteration())
    except TypeError as error:
        print(error)
    other.cancel("why")
    try:
        await other
    except asyncio.CancelledError as error:
        print(error.args)
    print(other.get_loop() is loop)


asyncio.run(main())
