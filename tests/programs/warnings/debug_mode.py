import asyncio


async def job():
    pass


async def main():
    loop = asyncio.get_running_loop()
    print(loop.get_debug())
    coroutine = job()
    for wrong in (coroutine, job, 5):
        try:
            loop.call_soon(wrong)
        except TypeError as error:
            print(str(error).split(", got")[0])
    coroutine.close()
    loop.set_debug(False)
    print(loop.get_debug())
    await asyncio.sleep(1)


asyncio.run(main(), debug=True)
