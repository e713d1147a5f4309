import asyncio


def old_api(value, on_success, on_error):
    loop = asyncio.get_running_loop()
    if value < 0:
        loop.call_later(0.5, on_error, ValueError(f"negative: {value}"))
    else:
        loop.call_later(1, on_success, value * 2)


def new_api(value):
    future = asyncio.get_running_loop().create_future()
    old_api(value, future.set_result, future.set_exception)
    return future


async def main():
    print(await new_api(21), asyncio.get_running_loop().time())
    try:
        await new_api(-1)
    except ValueError as error:
        print(error, asyncio.get_running_loop().time())
    print(await asyncio.gather(*(new_api(n) for n in (1, 2, 3))))


asyncio.run(main())
