import asyncio
import threading
import time


async def blocks():
    time.sleep(2)
    print("blocked until", time.monotonic())


async def polite():
    await asyncio.sleep(1)
    print("polite", time.monotonic())


def other():
    time.sleep(1)
    print("another thread", time.monotonic())


async def main():
    thread = threading.Thread(target=other)
    thread.start()
    await asyncio.gather(polite(), blocks())
    thread.join()


asyncio.run(main())
