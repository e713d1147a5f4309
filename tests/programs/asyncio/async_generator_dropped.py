import asyncio


async def numbers():
    try:
        for n in range(10):
            yield n
            await asyncio.sleep(0)
    finally:
        print("closed by", asyncio.current_task().get_name())
        await asyncio.sleep(0)
        print("and awaited")


async def main():
    async for n in numbers():
        if n == 2:
            break
    print("left the loop")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("main ends")


asyncio.run(main())
