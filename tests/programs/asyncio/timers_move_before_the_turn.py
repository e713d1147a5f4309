import asyncio
import time


async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(1, print, "timer 1")
    loop.call_later(2, print, "timer 2")

    def busy():
        print("busy begins")
        time.sleep(3)
        loop.call_soon(print, "soon after busy")
        print("busy ends", loop.time())

    loop.call_soon(busy)
    await asyncio.sleep(2)
    print("main", loop.time())


asyncio.run(main())
