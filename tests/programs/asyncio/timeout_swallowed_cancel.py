import asyncio


async def main():
    try:
        async with asyncio.timeout(1) as scope:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                print("swallowed")
            print(scope.expired(), asyncio.current_task().cancelling())
    except TimeoutError:
        print("not raised")
    print("after", scope.expired(), asyncio.current_task().cancelling())
    try:
        async with asyncio.timeout(1):
            try:
                await asyncio.sleep(10)
            finally:
                raise KeyError("instead")
    except KeyError as error:
        print(repr(error))


asyncio.run(main())
