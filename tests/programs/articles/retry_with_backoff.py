import asyncio
import random


class Unavailable(Exception):
    pass


attempts = 0


async def unreliable():
    global attempts
    attempts += 1
    await asyncio.sleep(0.1)
    if attempts < 4:
        raise Unavailable(f"attempt {attempts}")
    return "ok"


async def retry(function, *, tries=5, base=0.5, factor=2, jitter=0.1):
    delay = base
    for attempt in range(1, tries + 1):
        try:
            return await function()
        except Unavailable as error:
            if attempt == tries:
                raise
            pause = delay + random.uniform(0, jitter)
            print(f"{asyncio.get_running_loop().time():.3f} {error}; waiting {pause:.3f} s")
            await asyncio.sleep(pause)
            delay *= factor


async def main():
    random.seed(1)
    print(await retry(unreliable), f"{asyncio.get_running_loop().time():.3f}")
    global attempts
    attempts = 0
    try:
        await retry(unreliable, tries=2)
    except Unavailable as error:
        print("gave up:", error)


asyncio.run(main())
