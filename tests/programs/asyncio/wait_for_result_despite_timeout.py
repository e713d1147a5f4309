import asyncio


async def saves_itself():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        return "saved"


async def raises_otherwise():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        raise KeyError("other")


async def main():
    print(await asyncio.wait_for(saves_itself(), 1))
    try:
        await asyncio.wait_for(raises_otherwise(), 1)
    except KeyError as error:
        print(repr(error))


asyncio.run(main())
