import asyncio


async def main():
    loop = asyncio.get_running_loop()
    start = loop.time()

    def show(*what):
        print(loop.time() - start, *what)

    loop.call_later(2, show, "later 2")
    loop.call_later(1, show, "later 1", "x")
    loop.call_at(start + 1.5, show, "at 1.5")
    loop.call_at(start, show, "at now")
    loop.call_at(start - 1, show, "at the past")
    loop.call_later(0, show, "later 0")
    loop.call_later(-1, show, "later -1")
    loop.call_soon(show, "soon")
    handle = loop.call_later(1.2, show, "never")
    print(handle.when(), handle.cancelled())
    handle.cancel()
    print(handle.cancelled())
    await asyncio.sleep(3)
    for wrong in (None, "1"):
        try:
            loop.call_later(wrong, show)
        except TypeError as error:
            print(error)
    try:
        loop.call_at(None, show)
    except TypeError as error:
        print(error)


asyncio.run(main())
