# test: stderr
import asyncio


async def main():
    future = asyncio.get_running_loop().create_future()
    future.set_exception(KeyError("lost"))
    del future
    print("dropped")
    await asyncio.sleep(1)


asyncio.run(main())
