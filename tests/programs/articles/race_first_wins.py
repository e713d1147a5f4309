import asyncio


async def mirror(name, seconds, fails=False):
    try:
        await asyncio.sleep(seconds)
        if fails:
            raise ConnectionError(name)
        return name
    except asyncio.CancelledError:
        print(name, "cancelled")
        raise


async def first_success(*coroutines):
    pending = {asyncio.create_task(c) for c in coroutines}
    errors = []
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            if task.exception() is None:
                for other in sorted(pending, key=lambda t: t.get_name()):
                    other.cancel()
                await asyncio.gather(*pending, return_exceptions=True)
                return task.result()
            errors.append(task.exception())
    raise ExceptionGroup("all mirrors failed", errors)


async def main():
    print(await first_success(mirror("a", 3), mirror("b", 1, fails=True), mirror("c", 2)))
    try:
        await first_success(mirror("a", 1, True), mirror("b", 2, True))
    except ExceptionGroup as group:
        print(group.message, [str(e) for e in group.exceptions], asyncio.get_running_loop().time())


asyncio.run(main())
