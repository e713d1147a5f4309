import asyncio


async def bad():
    raise KeyError("lost")


async def main():
    loop = asyncio.get_running_loop()

    def handler(loop_, context):
        print(loop_ is loop, context["message"], repr(context.get("exception")), sorted(context))

    loop.set_exception_handler(handler)
    loop.call_soon(lambda: 1 / 0)
    task = asyncio.create_task(bad())
    await asyncio.sleep(1)
    del task
    await asyncio.sleep(1)
    print(loop.get_exception_handler() is handler)
    loop.call_exception_handler({"message": "by hand"})
    loop.set_exception_handler(None)
    try:
        loop.set_exception_handler(5)
    except TypeError as error:
        print(error)


asyncio.run(main())
