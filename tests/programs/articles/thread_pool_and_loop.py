"""Blocking work off the loop: to_thread, executors, a queue between a thread and the loop, results in order."""
import asyncio
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial


def blocking(name, seconds, *, fail=False):
    time.sleep(seconds)
    if fail:
        raise OSError(f"{name} broke")
    return f"{name} on {threading.current_thread().name}"


def producer(box, loop, done, count):
    for n in range(count):
        time.sleep(0.05)
        asyncio.run_coroutine_threadsafe(box.put(n), loop).result()
    loop.call_soon_threadsafe(done.set)


async def consume(box, done):
    got = []
    while not (done.is_set() and box.empty()):
        getter = asyncio.create_task(box.get())
        stopper = asyncio.create_task(done.wait())
        finished, waiting = await asyncio.wait({getter, stopper}, return_when=asyncio.FIRST_COMPLETED)
        if getter in finished:
            got.append(getter.result())
        for task in waiting:
            task.cancel()
    return got


def logger_thread(lines, out):
    for line in iter(lines.get, None):
        out.append(f"{time.monotonic():.2f} {line}")


async def main():
    loop = asyncio.get_running_loop()
    lines, out = queue.SimpleQueue() if hasattr(queue, "SimpleQueue") else queue.Queue(), []
    thread = threading.Thread(target=logger_thread, args=(lines, out), name="logger")
    thread.start()
    started = time.perf_counter()
    print(await asyncio.gather(asyncio.to_thread(blocking, "a", 0.2), asyncio.sleep(0.15, "slept"),
                               asyncio.to_thread(blocking, "b", 0.1)))
    lines.put(f"to_thread {time.perf_counter() - started:.2f}")
    with ThreadPoolExecutor(max_workers=2, thread_name_prefix="pool") as pool:
        calls = [loop.run_in_executor(pool, partial(blocking, f"job{n}", 0.1, fail=n == 2)) for n in range(4)]
        for result in await asyncio.gather(*calls, return_exceptions=True):
            print(repr(result))
        lines.put(f"pool {time.perf_counter() - started:.2f}")
        print(list(pool.map(pow, [2, 3, 4], [5, 6, 7])))
    box, done = asyncio.Queue(maxsize=1), asyncio.Event()
    _, got = await asyncio.gather(asyncio.to_thread(producer, box, loop, done, 4), consume(box, done))
    print(got)
    lines.put(None)
    await asyncio.to_thread(thread.join)
    print(*out, sep="\n")


asyncio.run(main())
