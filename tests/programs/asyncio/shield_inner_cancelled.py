import asyncio


async def main():
    inner = asyncio.create_task(asyncio.sleep(5))
    outer = asyncio.shield(inner)
    asyncio.get_running_loop().call_later(1, inner.cancel)
    try:
        await outer
    except asyncio.CancelledError:
        print(inner.cancelled(), outer.cancelled(), asyncio.get_running_loop().time())

    async def fails():
        await asyncio.sleep(1)
        raise ValueError("inner")

    try:
        await asyncio.shield(fails())
    except ValueError as error:
        print(error)


asyncio.run(main())
