import asyncio


async def main():
    for wrong in ("1", None, [1]):
        try:
            await asyncio.sleep(wrong)
        except TypeError as error:
            print(error)
    try:
        await asyncio.sleep()
    except TypeError as error:
        print(error)


asyncio.run(main())
