import asyncio
import threading
import time


def blocking(n):
    time.sleep(n)
    return f"slept {n} in {threading.current_thread().name}"


async def ticker():
    for _ in range(3):
        await asyncio.sleep(1)
        print("tick", asyncio.get_running_loop().time())


async def main():
    tick = asyncio.create_task(ticker())
    print(await asyncio.to_thread(blocking, 2.5))
    print([text[:7] for text in await asyncio.gather(*(asyncio.to_thread(blocking, n) for n in (2, 1)))])
    print(asyncio.get_running_loop().time())
    try:
        await asyncio.to_thread(int, "x")
    except ValueError as error:
        print(error)
    print(await asyncio.to_thread(dict, a=1))
    await tick


asyncio.run(main())
