import asyncio


async def main():
    loop = asyncio.get_running_loop()
    order = []

    def a():
        order.append("a")
        loop.call_soon(order.append, "a's child")

    def b():
        order.append("b")
        loop.call_soon(order.append, "b's child")

    loop.call_soon(a)
    loop.call_soon(b)
    loop.call_later(0, order.append, "timer of no length")
    await asyncio.sleep(0)
    order.append("main, one turn")
    await asyncio.sleep(0)
    order.append("main, two turns")
    await asyncio.sleep(0)
    print(*order, sep="\n")


asyncio.run(main())
