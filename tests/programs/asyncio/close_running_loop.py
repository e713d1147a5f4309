import asyncio


async def main():
    loop = asyncio.get_running_loop()
    for method in (loop.close, loop.run_forever):
        try:
            method()
        except RuntimeError as error:
            print(error)


asyncio.run(main())
