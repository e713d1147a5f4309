import asyncio
import threading
import time


def worker(loop, future):
    time.sleep(1)
    loop.call_soon_threadsafe(print, "called in the loop's thread")
    time.sleep(1)
    loop.call_soon_threadsafe(future.set_result, "from a thread")


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    thread = threading.Thread(target=worker, args=(loop, future))
    thread.start()
    print(await future, loop.time())
    thread.join()
    handle = loop.call_soon_threadsafe(print, "never")
    handle.cancel()
    await asyncio.sleep(0)


asyncio.run(main())
