import asyncio

class Ticker:
    def __init__(self, delay, to):
        self.delay, self.i, self.to = delay, 0, to
    def __aiter__(self):
        return self
    async def __anext__(self):
        if self.i >= self.to:
            raise StopAsyncIteration
        self.i += 1
        await asyncio.sleep(self.delay)
        return self.i

class Deferred:
    def __init__(self): self._future = asyncio.get_running_loop().create_future()
    def set(self, value): self._future.set_result(value)
    def __await__(self):
        value = yield from self._future.__await__()
        return value * 2

async def gen():
    try:
        for i in range(5):
            got = yield i
            if got: print('got', got)
    except GeneratorExit:
        print('closed'); raise
    finally:
        await asyncio.sleep(0.1); print('finally')

async def main():
    t = Ticker(0.1, 3)
    it = aiter(t)
    print(await anext(it), await anext(it), await anext(it), await anext(it, 'end'))
    try:
        await anext(it)
    except StopAsyncIteration as e:
        print('stop', repr(e))
    d = Deferred()
    asyncio.get_running_loop().call_later(0.5, d.set, 21)
    print(await d)
    g = gen()
    print(await g.asend(None), await g.asend('x'), await anext(g))
    await g.aclose()
    try:
        await g.athrow(ValueError('no'))
    except (ValueError, StopAsyncIteration) as e: print(repr(e))
    g2 = gen()
    await anext(g2)
    try:
        await g2.athrow(KeyError('k'))
    except KeyError as e: print(repr(e))
    print([x async for x in Ticker(0.01, 4) if x % 2], {x: y async for x, y in zip_async(Ticker(.1, 3), Ticker(.2, 3))})

async def zip_async(*sources):
    its = [aiter(s) for s in sources]
    while True:
        try:
            yield tuple(await asyncio.gather(*(anext(i) for i in its)))
        except StopAsyncIteration:
            return
asyncio.run(main())
