import asyncio


async def numbers():
    try:
        n = 0
        while True:
            yield n
            n += 1
            await asyncio.sleep(1)
    finally:
        print("generator closes", asyncio.get_running_loop().time())
        await asyncio.sleep(1)
        print("generator closed", asyncio.get_running_loop().time())


async def consume():
    async for n in numbers():
        print(n)


async def main():
    task = asyncio.create_task(consume())
    await asyncio.sleep(2.5)
    task.cancel()
    await asyncio.wait([task])
    print("consumer gone", task.cancelled(), asyncio.get_running_loop().time())


asyncio.run(main())
