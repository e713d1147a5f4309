import asyncio
import concurrent.futures
import threading


async def job(n):
    await asyncio.sleep(n)
    if n == 3:
        raise ValueError("three")
    return n * 10


def worker(loop):
    future = asyncio.run_coroutine_threadsafe(job(2), loop)
    print(type(future).__name__, future.result())
    try:
        asyncio.run_coroutine_threadsafe(job(3), loop).result()
    except ValueError as error:
        print(error)
    future = asyncio.run_coroutine_threadsafe(job(10), loop)
    try:
        future.result(timeout=1)
    except concurrent.futures.TimeoutError:
        print("timeout", future.cancel())
    try:
        asyncio.run_coroutine_threadsafe(5, loop)
    except TypeError as error:
        print(error)


async def main():
    loop = asyncio.get_running_loop()
    thread = threading.Thread(target=worker, args=(loop,))
    thread.start()
    while thread.is_alive():
        await asyncio.sleep(0.5)
    print(loop.time(), len(asyncio.all_tasks()))


asyncio.run(main())
