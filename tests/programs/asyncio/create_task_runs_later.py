import asyncio


async def child(n):
    print("child", n)


async def main():
    one = asyncio.create_task(child(1))
    two = asyncio.create_task(child(2))
    print("created")
    await asyncio.sleep(0)
    print("after one turn", one.done(), two.done())
    await one
    print("both", two.done())


asyncio.run(main())
