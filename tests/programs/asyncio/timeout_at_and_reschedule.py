import asyncio


async def main():
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout_at(loop.time() + 1) as scope:
            print(scope.when())
            await asyncio.sleep(5)
    except TimeoutError:
        print("timeout", loop.time())
    async with asyncio.timeout(1) as scope:
        await asyncio.sleep(0.5)
        scope.reschedule(loop.time() + 3)
        await asyncio.sleep(2)
        print("later", loop.time(), scope.when())
        scope.reschedule(None)
        await asyncio.sleep(5)
    print(scope.expired(), loop.time())
    try:
        async with asyncio.timeout_at(loop.time() - 1):
            print("the past still runs to its first await")
            await asyncio.sleep(1)
    except TimeoutError:
        print("timeout", loop.time())
    try:
        scope.reschedule(1)
    except RuntimeError as error:
        print(error)


asyncio.run(main())
