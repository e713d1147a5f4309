import asyncio


class Progress:
    def __init__(self, total):
        self.total, self.done = total, 0
        self.condition = asyncio.Condition()

    async def step(self):
        async with self.condition:
            self.done += 1
            self.condition.notify_all()

    async def wait_for_percent(self, percent):
        async with self.condition:
            await self.condition.wait_for(lambda: self.done * 100 >= percent * self.total)
        return percent


async def work(n, progress):
    await asyncio.sleep(n / 10)
    await progress.step()


async def bar(progress):
    for percent in (25, 50, 75, 100):
        await progress.wait_for_percent(percent)
        filled = "#" * (percent // 10)
        print(f"[{filled:<10}] {percent:3d}% {asyncio.get_running_loop().time():4.1f} s")


async def main():
    progress = Progress(20)
    await asyncio.gather(bar(progress), *(work(n, progress) for n in range(20)))


asyncio.run(main())
