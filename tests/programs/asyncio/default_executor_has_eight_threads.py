import asyncio
import time


async def main():
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(asyncio.to_thread(time.sleep, 1) for _ in range(20)))
    print(loop.time())


asyncio.run(main())
