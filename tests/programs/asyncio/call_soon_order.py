import asyncio


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(print, "a", 1)
    handle = loop.call_soon(print, "b")
    loop.call_soon(print, "c", "d", "e")
    handle.cancel()
    print(handle.cancelled())

    def again(n):
        print("again", n)
        if n:
            loop.call_soon(again, n - 1)

    loop.call_soon(again, 2)
    loop.call_soon(print, "before again 1")
    for turn in range(4):
        await asyncio.sleep(0)
        print("turn", turn)


asyncio.run(main())
