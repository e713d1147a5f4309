import asyncio


async def job():
    pass


async def main():
    group = asyncio.TaskGroup()
    coroutine = job()
    try:
        group.create_task(coroutine)
    except RuntimeError as error:
        print(str(error).split("> ")[-1])
    coroutine.close()
    async with group:
        try:
            async with group:
                pass
        except RuntimeError as error:
            print(str(error).split("> ")[-1])


asyncio.run(main())
