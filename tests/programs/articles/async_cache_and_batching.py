"""An async cache that asks once for what many want, and a loader that gathers keys into batches."""
import asyncio
import functools
from collections import OrderedDict


def async_lru(maxsize=2):
    def decorate(func):
        cache, pending = OrderedDict(), {}
        hits = misses = 0

        @functools.wraps(func)
        async def wrapper(*args):
            nonlocal hits, misses
            if args in cache:
                hits += 1
                cache.move_to_end(args)
                return cache[args]
            if args not in pending:
                misses += 1
                pending[args] = asyncio.ensure_future(func(*args))
            try:
                value = await asyncio.shield(pending[args])
            finally:
                if args in pending and pending[args].done():
                    del pending[args]
            cache[args] = value
            if len(cache) > maxsize:
                cache.popitem(last=False)
            return value

        wrapper.info = lambda: (hits, misses, list(cache))
        return wrapper
    return decorate


@async_lru(maxsize=2)
async def square(n):
    print("computing", n)
    await asyncio.sleep(0.1)
    if n < 0:
        raise ValueError(n)
    return n * n


class Loader:
    def __init__(self, batch_max=3, delay=0.01):
        self.batch_max, self.delay = batch_max, delay
        self._waiting, self._timer, self.batches = [], None, []

    def load(self, key):
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._waiting.append((key, future))
        if len(self._waiting) >= self.batch_max:
            self._dispatch()
        elif self._timer is None:
            self._timer = loop.call_later(self.delay, self._dispatch)
        return future

    def _dispatch(self):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        batch, self._waiting = self._waiting, []
        asyncio.get_running_loop().create_task(self._run(batch))

    async def _run(self, batch):
        keys = [key for key, _ in batch]
        self.batches.append(keys)
        await asyncio.sleep(0.05)
        for key, future in batch:
            if future.cancelled():
                continue
            if key == "bad":
                future.set_exception(KeyError(key))
            else:
                future.set_result(key.upper())


async def main():
    print(await asyncio.gather(square(2), square(2), square(3)), square.info())
    print(await square(2), await square(4), square.info())
    print(await asyncio.gather(square(-1), square(-1), return_exceptions=True), square.info())
    impatient = asyncio.create_task(square(5))
    patient = asyncio.create_task(square(5))
    await asyncio.sleep(0.05)
    impatient.cancel()
    print(await asyncio.gather(impatient, patient, return_exceptions=True), square.info())

    loader = Loader()
    futures = [loader.load(key) for key in ("a", "b", "c", "d")]
    futures[1].cancel()
    await asyncio.sleep(0.005)
    late = loader.load("bad")
    for future in (*futures, late):
        try:
            print(await future, end=" ")
        except (asyncio.CancelledError, KeyError) as error:
            print(repr(error), end=" ")
    print(loader.batches, f"{asyncio.get_running_loop().time():.3f}")


asyncio.run(main())
