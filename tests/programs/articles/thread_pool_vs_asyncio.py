import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

COUNT = 24


def blocking_call(n):
    time.sleep(1)
    return n


async def async_call(n):
    await asyncio.sleep(1)
    return n


def measure(label, function):
    start = time.perf_counter()
    result = function()
    print(f"{label:<22}{time.perf_counter() - start:5.1f} s  {sum(result)}")


def with_threads(workers):
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(blocking_call, range(COUNT)))


async def with_gather():
    return await asyncio.gather(*(async_call(n) for n in range(COUNT)))


async def with_to_thread():
    return await asyncio.gather(*(asyncio.to_thread(blocking_call, n) for n in range(COUNT)))


measure("one after another", lambda: [blocking_call(n) for n in range(COUNT)])
for workers in (2, 8, 24):
    measure(f"{workers} threads", lambda: with_threads(workers))
measure("asyncio.gather", lambda: asyncio.run(with_gather()))
measure("asyncio.to_thread", lambda: asyncio.run(with_to_thread()))
