import asyncio


async def emit(n, result):
    await asyncio.sleep(n)
    result.append(n)


async def main():
    numbers = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]
    result = []
    await asyncio.gather(*(emit(n, result) for n in numbers))
    print(result, result == sorted(numbers), asyncio.get_running_loop().time())


asyncio.run(main())
