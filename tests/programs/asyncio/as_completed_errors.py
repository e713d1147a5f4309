import asyncio


async def job(n):
    await asyncio.sleep(n)
    if n == 2:
        raise ValueError("two")
    return n


async def main():
    for future in asyncio.as_completed([job(3), job(2), job(1)]):
        try:
            print(await future)
        except ValueError as error:
            print("failed", error)


asyncio.run(main())
