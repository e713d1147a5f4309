import asyncio


async def fib(n):
    if n < 2:
        await asyncio.sleep(0.001)
        return n
    a, b = await asyncio.gather(fib(n - 1), fib(n - 2))
    return a + b


async def main():
    print(await fib(7), asyncio.get_running_loop().time())


asyncio.run(main())
