import asyncio
import functools


def report(prefix, task):
    print(prefix, task.result())


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    loop = asyncio.get_running_loop()
    tasks = [asyncio.create_task(job(n)) for n in (2, 1)]
    for n, task in enumerate(tasks):
        task.add_done_callback(functools.partial(report, f"task {n}:"))
    loop.call_later(1.5, functools.partial(print, "keyword", sep="-", end="!\n"))
    print(await loop.run_in_executor(None, functools.partial(int, "ff", base=16)))
    await asyncio.gather(*tasks)


asyncio.run(main())
