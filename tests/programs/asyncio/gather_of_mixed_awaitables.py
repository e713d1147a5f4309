import asyncio


class Pause:
    def __await__(self):
        yield from asyncio.sleep(1).__await__()
        return "pause"


async def job():
    return "job"


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(0.5, future.set_result, "future")
    print(await asyncio.gather(job(), asyncio.create_task(job()), future, Pause(),
                               loop.run_in_executor(None, str, 5), asyncio.gather(job())))
    try:
        await asyncio.gather(job(), 5)
    except TypeError as error:
        print(error)


asyncio.run(main())
