import asyncio


async def main():
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(2) as scope:
            print(scope.when(), scope.expired())
            await asyncio.sleep(5)
            print("not reached")
    except TimeoutError as error:
        print(repr(error), repr(error.__cause__), loop.time(), scope.expired())
    async with asyncio.timeout(2) as scope:
        await asyncio.sleep(1)
    print(loop.time(), scope.expired(), asyncio.current_task().cancelling())
    async with asyncio.timeout(None) as scope:
        print(scope.when())
        await asyncio.sleep(10)
    print(loop.time())


asyncio.run(main())
