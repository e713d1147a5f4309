import asyncio


async def slow_to_stop():
    try:
        await asyncio.sleep(10)
    finally:
        await asyncio.sleep(3)
        print("stopped")


async def main():
    try:
        await asyncio.wait_for(slow_to_stop(), 1)
    except TimeoutError:
        print("timeout at", asyncio.get_running_loop().time())


asyncio.run(main())
