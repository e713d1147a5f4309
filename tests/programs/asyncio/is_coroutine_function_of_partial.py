"""What a dispatcher of handlers asks: is this one to be awaited? functools.partial is looked through."""
import asyncio
import functools


async def handler(n):
    return n


class Handlers:
    async def method(self, n):
        return n

    @classmethod
    async def of_class(cls, n):
        return n

    @staticmethod
    async def static(n):
        return n

    async def __call__(self, n):
        return n


def plain(n):
    return n


handlers = Handlers()
candidates = [
    handler, functools.partial(handler, 1), functools.partial(functools.partial(handler), 1),
    handlers.method, Handlers.method, Handlers.of_class, Handlers.static, handlers, Handlers,
    functools.partial(handlers.method, 1), plain, functools.partial(plain, 1), lambda: handler(1),
    asyncio.sleep, asyncio.gather, asyncio.wait_for, asyncio.Queue().get, functools.partial(asyncio.sleep, 1),
]
print([asyncio.iscoroutinefunction(candidate) for candidate in candidates])


async def dispatch(function):
    result = function()
    return await result if asyncio.iscoroutinefunction(function) else result


async def main():
    work = [functools.partial(handler, 1), functools.partial(plain, 2), functools.partial(handlers.static, 3)]
    print([await dispatch(function) for function in work])


asyncio.run(main())
