import asyncio


class Connection:
    async def open(self):
        await asyncio.sleep(0.5)
        print(f"{asyncio.get_running_loop().time()} opened")

    async def close(self):
        print(f"{asyncio.get_running_loop().time()} closing")
        await asyncio.sleep(0.5)
        print(f"{asyncio.get_running_loop().time()} closed")


async def use():
    connection = Connection()
    await connection.open()
    try:
        while True:
            await asyncio.sleep(1)
            print(f"{asyncio.get_running_loop().time()} working")
    finally:
        await connection.close()


async def main():
    task = asyncio.create_task(use())
    await asyncio.sleep(3)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled at", asyncio.get_running_loop().time())
    task = asyncio.create_task(use())
    await asyncio.sleep(1)
    task.cancel()
    await asyncio.sleep(0.25)
    task.cancel()
    await asyncio.wait([task])
    print("the second cancel cut the cleanup short", asyncio.get_running_loop().time())


asyncio.run(main())
