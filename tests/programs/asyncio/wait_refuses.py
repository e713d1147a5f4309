import asyncio


async def job():
    pass


async def main():
    for wrong in ([], (), set()):
        try:
            await asyncio.wait(wrong)
        except ValueError as error:
            print(error)
    coroutine = job()
    for wrong in (coroutine, asyncio.Future()):
        try:
            await asyncio.wait(wrong)
        except TypeError as error:
            print(error)
    try:
        await asyncio.wait([coroutine])
    except TypeError as error:
        print(error)
    coroutine.close()
    try:
        await asyncio.wait([asyncio.Future()], return_when="SOME")
    except ValueError as error:
        print(error)


asyncio.run(main())
