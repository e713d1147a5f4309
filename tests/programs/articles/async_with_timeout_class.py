import asyncio


class Timer:
    def __init__(self, label):
        self.label = label
        self.elapsed = None

    async def __aenter__(self):
        self.start = asyncio.get_running_loop().time()
        return self

    async def __aexit__(self, kind, error, traceback):
        self.elapsed = asyncio.get_running_loop().time() - self.start
        outcome = "ok" if kind is None else kind.__name__
        print(f"{self.label}: {self.elapsed:.2f} s, {outcome}")
        return kind is not None and issubclass(kind, TimeoutError)


async def main():
    async with Timer("short") as timer:
        await asyncio.sleep(0.25)
    async with Timer("cut off"), asyncio.timeout(1):
        await asyncio.sleep(5)
    try:
        async with Timer("failing"):
            await asyncio.sleep(0.1)
            raise KeyError("inside")
    except KeyError:
        print("passed on", timer.elapsed)


asyncio.run(main())
