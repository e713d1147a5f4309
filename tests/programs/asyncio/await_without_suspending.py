import asyncio


async def level(n):
    return n if n == 0 else 1 + await level(n - 1)


async def other():
    print("other runs only when main suspends")


async def main():
    task = asyncio.create_task(other())
    print(await level(50))
    print("main")
    await task


asyncio.run(main())
