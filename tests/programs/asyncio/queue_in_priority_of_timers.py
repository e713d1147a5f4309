import asyncio


class Scheduler:
    def __init__(self):
        self.heap = []
        self.changed = asyncio.Event()
        self.count = 0

    def add(self, when, name):
        self.count += 1
        self.heap.append((when, self.count, name))
        self.heap.sort()
        self.changed.set()

    async def run(self, until):
        loop = asyncio.get_running_loop()
        while True:
            timeout = self.heap[0][0] - loop.time() if self.heap else None
            if timeout is not None and timeout <= 0:
                when, _, name = self.heap.pop(0)
                print(f"{loop.time():.1f} {name}")
                if name == until:
                    return
                continue
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), timeout)
            except asyncio.TimeoutError:
                pass


async def main():
    scheduler = Scheduler()
    runner = asyncio.create_task(scheduler.run("last"))
    scheduler.add(3, "three")
    scheduler.add(1, "one")
    await asyncio.sleep(0.5)
    scheduler.add(0.7, "early")
    scheduler.add(5, "last")
    await asyncio.sleep(2)
    scheduler.add(2, "overdue")
    await runner


asyncio.run(main())
