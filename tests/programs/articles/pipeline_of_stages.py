"""A pipeline: stages joined by bounded queues, back-pressure, poison pills, and a progress report."""
import asyncio
import itertools
from collections import Counter
from typing import NamedTuple

DONE = object()


class Item(NamedTuple):
    number: int
    text: str
    history: tuple = ()

    def passed(self, stage):
        return self._replace(history=self.history + (stage,))


async def source(out, count):
    words = itertools.cycle(["alpha", "beta", "gamma"])
    for number, word in zip(range(count), words):
        await out.put(Item(number, word))
    await out.put(DONE)


async def stage(name, func, inbox, out, workers, stats):
    async def work(index):
        while True:
            item = await inbox.get()
            try:
                if item is DONE:
                    await inbox.put(DONE)
                    return
                stats[name] += 1
                try:
                    result = await func(item)
                except ValueError as error:
                    stats[f"{name} failed"] += 1
                    print(f"{name}-{index}: {error}")
                    continue
                await out.put(result.passed(f"{name}{index}"))
            finally:
                inbox.task_done()

    await asyncio.gather(*(work(index) for index in range(workers)))
    await out.put(DONE)


async def fetch(item):
    await asyncio.sleep(0.1 if item.number % 2 else 0.03)
    return item


async def parse(item):
    await asyncio.sleep(0.02)
    if item.number % 5 == 4:
        raise ValueError(f"cannot parse {item.text!r} of item {item.number}")
    return item._replace(text=item.text.title())


async def store(item):
    await asyncio.sleep(0)
    return item


async def progress(queues, stop):
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        print(f"{loop.time():.2f}", [queue.qsize() for queue in queues])
        try:
            async with asyncio.timeout(0.1):
                await stop.wait()
        except TimeoutError:
            pass


async def main():
    stats, stop = Counter(), asyncio.Event()
    queues = [asyncio.Queue(maxsize=2) for _ in range(4)]
    reporter = asyncio.create_task(progress(queues, stop))
    plan = [("fetch", fetch, 3), ("parse", parse, 1), ("store", store, 2)]
    async with asyncio.TaskGroup() as group:
        group.create_task(source(queues[0], 12))
        for (name, func, workers), inbox, out in zip(plan, queues, queues[1:]):
            group.create_task(stage(name, func, inbox, out, workers, stats))
        results = []
        while (item := await queues[-1].get()) is not DONE:
            results.append(item)
    stop.set()
    await reporter
    print(sorted(stats.items()))
    print(*sorted(results)[:3], sep="\n")
    print([item.number for item in results], Counter(i.history[0] for i in results).most_common(2))


asyncio.run(main())
