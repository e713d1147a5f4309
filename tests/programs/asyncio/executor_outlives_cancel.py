import asyncio
import time


def blocking():
    time.sleep(3)
    print("the thread cannot be cancelled", time.monotonic())


async def main():
    try:
        await asyncio.wait_for(asyncio.to_thread(blocking), 1)
    except TimeoutError:
        print("timeout", asyncio.get_running_loop().time())
    print("main ends")


asyncio.run(main())
print("after run", time.monotonic())
