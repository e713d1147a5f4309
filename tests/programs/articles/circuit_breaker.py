import asyncio


class Open(Exception):
    pass


class Breaker:
    def __init__(self, limit, cooldown):
        self.limit, self.cooldown = limit, cooldown
        self.failures = 0
        self.opened_at = None

    async def call(self, function, *args):
        now = asyncio.get_running_loop().time()
        if self.opened_at is not None:
            if now - self.opened_at < self.cooldown:
                raise Open
            self.opened_at = None
        try:
            result = await function(*args)
        except OSError:
            self.failures += 1
            if self.failures >= self.limit:
                self.opened_at = asyncio.get_running_loop().time()
                self.failures = 0
            raise
        self.failures = 0
        return result


async def service(n):
    await asyncio.sleep(0.2)
    if 2 <= n <= 6:
        raise ConnectionError(f"call {n}")
    return n


async def main():
    breaker = Breaker(limit=3, cooldown=2)
    for n in range(12):
        try:
            outcome = await breaker.call(service, n)
        except Open:
            outcome = "open"
        except ConnectionError as error:
            outcome = repr(error)
        print(f"{asyncio.get_running_loop().time():.1f}", n, outcome)
        await asyncio.sleep(0.5)


asyncio.run(main())
