# test: stderr
import asyncio


async def main():
    loop = asyncio.get_running_loop()

    def bad():
        raise ValueError("in a callback")

    loop.call_soon(bad)
    loop.call_soon(print, "next callback runs")
    await asyncio.sleep(1)
    print("main goes on")


asyncio.run(main())
