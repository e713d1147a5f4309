import asyncio


async def main():
    loop = asyncio.get_running_loop()
    other = asyncio.new_event_loop()
    coroutine = asyncio.sleep(1)
    try:
        other.run_until_complete(coroutine)
    except RuntimeError as error:
        print(error)
    coroutine.close()
    coroutine = asyncio.sleep(1)
    try:
        loop.run_until_complete(coroutine)
    except RuntimeError as error:
        print(error)
    coroutine.close()
    other.close()


asyncio.run(main())
