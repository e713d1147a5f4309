# test: stderr
import asyncio


async def job():
    await asyncio.sleep(1)
    print("job")


async def main():
    asyncio.create_task(job())
    asyncio.create_task(job())
    print("main ends first; the tasks are cancelled silently")


asyncio.run(main())
