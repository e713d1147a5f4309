import asyncio

calls = 0


async def expensive(key):
    global calls
    calls += 1
    await asyncio.sleep(1)
    if key == "bad":
        raise KeyError(key)
    return f"value of {key}"


class Cache:
    def __init__(self):
        self.entries = {}

    async def get(self, key):
        task = self.entries.get(key)
        if task is None:
            task = self.entries[key] = asyncio.create_task(expensive(key))
            task.add_done_callback(lambda t: self.forget(key, t))
        return await asyncio.shield(task)

    def forget(self, key, task):
        if not task.cancelled() and task.exception() is not None:
            del self.entries[key]


async def main():
    cache = Cache()
    results = await asyncio.gather(*(cache.get("a") for _ in range(10)), cache.get("b"))
    print(results[0], results[-1], calls, asyncio.get_running_loop().time())
    print(await cache.get("a"), calls, asyncio.get_running_loop().time())
    for _ in range(2):
        print(await asyncio.gather(cache.get("bad"), cache.get("bad"), return_exceptions=True), calls)
    impatient = asyncio.create_task(cache.get("c"))
    patient = asyncio.create_task(cache.get("c"))
    await asyncio.sleep(0.5)
    impatient.cancel()
    print(await patient, impatient.cancelled(), calls)


asyncio.run(main())
