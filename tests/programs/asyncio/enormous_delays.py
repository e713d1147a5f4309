# Delays that no program sees the end of: timers like any others, behind all of them.
import asyncio

INFINITE = float("inf")


async def within(seconds):
    return await asyncio.wait_for(asyncio.sleep(0.5, "in time"), seconds)


async def main():
    loop = asyncio.get_running_loop()
    for seconds in (1e10, 1e18, 1e300, INFINITE, 10**18):
        print(seconds, await within(seconds), loop.time())
    async with asyncio.timeout(INFINITE):
        await asyncio.sleep(1)
    done, pending = await asyncio.wait({asyncio.create_task(asyncio.sleep(1))}, timeout=1e300)
    print(len(done), len(pending), loop.time())

    sleeper = asyncio.create_task(asyncio.sleep(INFINITE))
    later = loop.call_later(1e300, print, "never")
    at = loop.call_at(10**40, print, "never")
    await asyncio.sleep(2)
    print(loop.time(), sleeper.done(), later.cancelled(), at.cancelled())
    sleeper.cancel()
    later.cancel()
    at.cancel()
    try:
        await sleeper
    except asyncio.CancelledError:
        print("cancelled", loop.time())

    for seconds in (10**400, -(10**400)):
        try:
            loop.call_later(seconds, print)
        except OverflowError as error:
            print(error)
    loop.call_later(-INFINITE, print, "at once")
    await asyncio.sleep(0)
    for n in range(100):
        loop.call_later(1e12, print, "never")
        loop.call_later(n, print, n, "is due")
    await asyncio.sleep(4)
    print(loop.time())


asyncio.run(main())
