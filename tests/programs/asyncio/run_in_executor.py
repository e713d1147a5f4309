import asyncio
import concurrent.futures
import time


def blocking(n):
    time.sleep(n)
    return n


async def main():
    loop = asyncio.get_running_loop()
    futures = [loop.run_in_executor(None, blocking, n) for n in (3, 1, 2)]
    print(await asyncio.gather(*futures), loop.time())
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        futures = [loop.run_in_executor(pool, blocking, 1) for _ in range(6)]
        await asyncio.wait(futures)
        print(loop.time())


if __name__ == "__main__":
    asyncio.run(main())
