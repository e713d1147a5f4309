"""Mixins around a client: each adds something to call() and hands on."""
import asyncio
class LoggerMixin:
    def log(self, *a): print(f'{asyncio.get_running_loop().time():.1f}', type(self).__name__, *a)
class Retry:
    tries = 3
    async def call(self, *a):
        for i in range(self.tries):
            try: return await super().call(*a)
            except ConnectionError as e: self.log('retry', i, e); await asyncio.sleep(1)
        raise TimeoutError('gave up')
class Timed:
    async def call(self, *a):
        t = asyncio.get_running_loop().time()
        try: return await super().call(*a)
        finally: self.log('took', asyncio.get_running_loop().time() - t)
class Client:
    n = 0
    async def call(self, x):
        await asyncio.sleep(.5); self.n += 1
        if self.n < x: raise ConnectionError(self.n)
        return 'ok'
class Robust(LoggerMixin, Timed, Retry, Client): pass
class CM:
    async def __aenter__(self): self.log('in'); return self
    async def __aexit__(self, *e): self.log('out')
class Full(Robust, CM): pass
class UQ(LoggerMixin, asyncio.Queue): pass
async def main():
    async with Full() as f: print(await f.call(3))
    try: await Robust().call(9)
    except TimeoutError as e: print(e)
    q = UQ(2); await q.put(1); q.log(q.qsize(), q.maxsize); print(await q.get())
asyncio.run(main())
