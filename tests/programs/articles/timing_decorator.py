import asyncio
import functools
import time


def timed(function):
    if asyncio.iscoroutinefunction(function):

        @functools.wraps(function)
        async def wrapper(*args, **kwargs):
            start = time.perf_counter()
            try:
                return await function(*args, **kwargs)
            finally:
                print(f"{function.__name__}{args} took {time.perf_counter() - start:.2f} s")

    else:

        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            start = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                print(f"{function.__name__}{args} took {time.perf_counter() - start:.2f} s")

    return wrapper


@timed
async def nap(seconds):
    await asyncio.sleep(seconds)
    return seconds


@timed
def busy(seconds):
    time.sleep(seconds)


@timed
async def main():
    print(await asyncio.gather(nap(1), nap(0.5)))
    busy(0.25)
    await nap(2)


asyncio.run(main())
