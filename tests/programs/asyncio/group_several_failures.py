import asyncio


async def fail(n, error):
    try:
        await asyncio.sleep(n)
    except asyncio.CancelledError:
        if n == 9:
            raise error
        raise
    raise error


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(1, ValueError("a")))
            group.create_task(fail(1, KeyError("b")))
            group.create_task(fail(9, TypeError("c")))
            group.create_task(fail(5, ValueError("never")))
    except* ValueError as errors:
        print("values", errors.exceptions)
    except* (KeyError, TypeError) as errors:
        print("others", errors.exceptions)


asyncio.run(main())
