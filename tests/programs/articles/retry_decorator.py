import asyncio
import functools
import random


def retry(times, *, exceptions=(Exception,), base=0.1):
    def decorate(function):
        @functools.wraps(function)
        async def wrapper(*args, **kwargs):
            for attempt in range(1, times + 1):
                try:
                    return await function(*args, **kwargs)
                except exceptions as error:
                    if attempt == times:
                        raise
                    delay = base * 2 ** (attempt - 1)
                    print(f"{function.__name__}: {error!r}, again in {delay:.1f} s")
                    await asyncio.sleep(delay)

        return wrapper

    return decorate


calls = 0


@retry(4, exceptions=(ConnectionError, TimeoutError))
async def fetch(url, *, timeout=1):
    """Fetches a URL."""
    global calls
    calls += 1
    await asyncio.sleep(0.05)
    if calls < 3:
        raise ConnectionError(f"{url} #{calls}")
    return f"content of {url}"


@retry(2)
async def hopeless():
    raise ValueError("never works")


async def main():
    print(fetch.__name__, fetch.__doc__, asyncio.iscoroutinefunction(fetch))
    print(await fetch("http://a", timeout=2), f"{asyncio.get_running_loop().time():.2f}")
    try:
        await hopeless()
    except ValueError as error:
        print("gave up:", error)


asyncio.run(main())
