"""A token bucket: bursts up to its capacity, then a steady rate."""
import asyncio
import time
from contextlib import asynccontextmanager


class TokenBucket:
    def __init__(self, rate: float, capacity: int) -> None:
        self.rate = rate
        self.capacity = capacity
        self._tokens = float(capacity)
        self._updated = time.monotonic()
        self._lock = asyncio.Lock()

    def _refill(self) -> None:
        now = time.monotonic()
        self._tokens = min(self.capacity, self._tokens + (now - self._updated) * self.rate)
        self._updated = now

    async def acquire(self, tokens: int = 1) -> float:
        if tokens > self.capacity:
            raise ValueError(f"cannot take {tokens} tokens from a bucket of {self.capacity}")
        waited = 0.0
        async with self._lock:
            self._refill()
            while self._tokens < tokens:
                delay = (tokens - self._tokens) / self.rate
                waited += delay
                await asyncio.sleep(delay)
                self._refill()
            self._tokens -= tokens
        return waited

    @asynccontextmanager
    async def slot(self, name):
        waited = await self.acquire()
        print(f"{time.monotonic():5.2f} {name} goes after {waited:.2f} s")
        try:
            yield waited
        finally:
            print(f"{time.monotonic():5.2f} {name} is done")


async def call(bucket, name, seconds):
    async with bucket.slot(name) as waited:
        await asyncio.sleep(seconds)
        return name, round(waited, 3)


async def main():
    bucket = TokenBucket(rate=4, capacity=3)
    results = await asyncio.gather(*(call(bucket, f"call-{n}", 0.25 + n / 10) for n in range(7)))
    print(dict(results))
    try:
        await bucket.acquire(4)
    except ValueError as error:
        print("refused:", error)
    await asyncio.sleep(10)
    start = time.monotonic()
    for _ in range(3):
        await bucket.acquire()
    print(f"a burst took {time.monotonic() - start:.3f} s")


asyncio.run(main())
