import asyncio


async def job(error):
    await asyncio.sleep(1)
    raise error


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(job(SystemExit(3)))
        group.create_task(asyncio.sleep(5))


try:
    asyncio.run(main())
except SystemExit as error:
    print("exit", error.code)
