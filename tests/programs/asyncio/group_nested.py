import asyncio


async def job(n, fail=None):
    try:
        await asyncio.sleep(n)
        if fail:
            raise fail
    except asyncio.CancelledError:
        print("cancelled", n)
        raise


async def main():
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(job(10))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(job(1, ValueError("inner")))
                inner.create_task(job(5))
    except* ValueError as errors:
        print(repr(errors))
        print(errors.split(ValueError)[1], len(errors.exceptions))
    try:
        async with asyncio.TaskGroup() as outer:
            outer.create_task(job(1, KeyError("outer")))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(job(7))
            print("not reached")
    except* KeyError as errors:
        print(repr(errors))


asyncio.run(main())
