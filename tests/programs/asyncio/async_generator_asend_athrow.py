import asyncio


async def echo():
    received = None
    while True:
        try:
            received = yield received
            await asyncio.sleep(1)
            received = f"<{received}>"
        except ValueError as error:
            received = f"handled {error}"


async def main():
    generator = echo()
    print(await generator.asend(None))
    print(await generator.asend("a"))
    print(await generator.athrow(ValueError("v")))
    print(await generator.asend("b"))
    await generator.aclose()
    print(asyncio.get_running_loop().time())


asyncio.run(main())
