import asyncio
import functools


@functools.lru_cache(maxsize=None)
def cached_task(n):
    return asyncio.ensure_future(compute(n))


async def compute(n):
    await asyncio.sleep(1)
    return n * n


@functools.lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


async def main():
    print(await asyncio.gather(cached_task(3), cached_task(3), cached_task(4)))
    print(asyncio.get_running_loop().time(), cached_task.cache_info())
    print(fib(60), fib.cache_info().misses)

    @functools.lru_cache
    def coroutine(n):
        return compute(n)

    print(await coroutine(5))
    try:
        await coroutine(5)
    except RuntimeError as error:
        print("pitfall:", error)


asyncio.run(main())
