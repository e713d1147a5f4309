# test: stderr
import asyncio
import time


async def blocks():
    time.sleep(0.5)
    print("blocked the loop")


async def polite():
    await asyncio.sleep(1)


async def stricter():
    time.sleep(0.03)
    print("stricter")


def callback():
    time.sleep(0.25)


async def main():
    loop = asyncio.get_running_loop()
    print(loop.slow_callback_duration)
    await asyncio.gather(blocks(), polite())
    time.sleep(0.05)
    loop.call_soon(callback)
    await asyncio.sleep(0)
    loop.slow_callback_duration = 0.02
    loop.call_soon(time.sleep, 0.01)
    await asyncio.create_task(stricter(), name="short")


asyncio.run(main(), debug=True)
