import asyncio


class Ready:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        yield
        return self.value


async def job():
    return "job"


async def main():
    task = asyncio.ensure_future(job())
    print(type(task).__name__, asyncio.ensure_future(task) is task)
    future = asyncio.get_running_loop().create_future()
    print(asyncio.ensure_future(future) is future)
    wrapped = asyncio.ensure_future(Ready(3))
    print(await task, await wrapped)
    try:
        asyncio.ensure_future(5)
    except TypeError as error:
        print(error)


asyncio.run(main())
