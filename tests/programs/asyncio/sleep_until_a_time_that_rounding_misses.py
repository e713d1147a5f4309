import asyncio


async def main():
    loop = asyncio.get_running_loop()
    await asyncio.sleep(0.8)
    for pause in (0.4, 0.7, 0.1, 0.3):
        end = loop.time() + pause
        while loop.time() < end:
            await asyncio.sleep(end - loop.time())
        print(round(loop.time(), 6))


asyncio.run(main())
