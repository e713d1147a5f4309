import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: print(asyncio.current_task()))
    await asyncio.sleep(0)
    print(asyncio.current_task(loop).get_name())


asyncio.run(main())
