import asyncio


class TokenBucket:
    def __init__(self, rate, burst):
        self.rate = rate
        self.burst = burst
        self.tokens = burst
        self.updated = None
        self.lock = asyncio.Lock()

    async def take(self):
        async with self.lock:
            now = asyncio.get_running_loop().time()
            if self.updated is not None:
                self.tokens = min(self.burst, self.tokens + (now - self.updated) * self.rate)
            self.updated = now
            if self.tokens < 1:
                await asyncio.sleep((1 - self.tokens) / self.rate)
                self.updated = asyncio.get_running_loop().time()
                self.tokens = 1
            self.tokens -= 1


async def call(n, bucket):
    await bucket.take()
    print(n, f"{asyncio.get_running_loop().time():.2f}")


async def main():
    bucket = TokenBucket(rate=4, burst=3)
    await asyncio.gather(*(call(n, bucket) for n in range(8)))
    await asyncio.sleep(0.5)
    await asyncio.gather(*(call(n, bucket) for n in range(3)))


asyncio.run(main())
