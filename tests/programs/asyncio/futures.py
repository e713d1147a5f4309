import asyncio


async def setter(future, value):
    await asyncio.sleep(1)
    future.set_result(value)


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    print(future.done(), future.cancelled())
    asyncio.create_task(setter(future, "value"))
    print(await future, future.result(), future.exception())
    for again in (future.set_result, future.set_exception):
        try:
            again(ValueError())
        except asyncio.InvalidStateError as error:
            print(type(error).__name__, error)
    other = asyncio.Future()
    other.set_exception(KeyError("k"))
    try:
        await other
    except KeyError as error:
        print("raised", error)
    third = asyncio.Future()
    print(third.cancel(), third.cancel(), third.cancelled(), third.done())
    try:
        await third
    except asyncio.CancelledError:
        print("cancelled")
    try:
        third.result()
    except asyncio.CancelledError as error:
        print(repr(error))


asyncio.run(main())
