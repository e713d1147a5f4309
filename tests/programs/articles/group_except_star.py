import asyncio


class TransientError(Exception):
    pass


async def step(name, delay, error=None):
    try:
        await asyncio.sleep(delay)
        if error is not None:
            raise error
        print(name, "succeeded")
        return name
    except asyncio.CancelledError:
        print(name, "was cancelled")
        raise


async def attempt(*steps):
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(step(*s)) for s in steps]
        print("all:", [t.result() for t in tasks])
    except* TransientError as group_of_errors:
        for error in group_of_errors.exceptions:
            print("retry later:", error)
    except* (ValueError, TypeError) as group_of_errors:
        print("bad input:", *group_of_errors.exceptions)
    else:
        print("no error")
    finally:
        print("at", asyncio.get_running_loop().time())


async def main():
    await attempt(("a", 1), ("b", 2))
    await attempt(("a", 1), ("b", 2, TransientError("b is busy")), ("c", 3))
    await attempt(("a", 1, ValueError("a")), ("b", 1, TransientError("b")), ("c", 1, TypeError("c")))
    try:
        await attempt(("a", 1, ValueError("a")), ("b", 1, ZeroDivisionError("b")))
    except ExceptionGroup as rest:
        print("unhandled:", rest.exceptions)


asyncio.run(main())
