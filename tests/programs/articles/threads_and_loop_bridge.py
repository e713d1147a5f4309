import asyncio
import queue
import threading
import time


def thread_worker(jobs, loop, results):
    while True:
        job = jobs.get()
        if job is None:
            break
        time.sleep(job)
        loop.call_soon_threadsafe(results.put_nowait, (threading.current_thread().name, job))


async def main():
    jobs = queue.Queue()
    results = asyncio.Queue()
    loop = asyncio.get_running_loop()
    threads = [
        threading.Thread(target=thread_worker, args=(jobs, loop, results), name=f"t{n}")
        for n in range(3)
    ]
    for thread in threads:
        thread.start()
    for job in (3, 1, 2, 2, 1):
        jobs.put(job)
    for _ in range(5):
        print(await results.get(), loop.time())
    for _ in threads:
        jobs.put(None)
    await asyncio.gather(*(asyncio.to_thread(thread.join) for thread in threads))
    print("joined", loop.time())


asyncio.run(main())
