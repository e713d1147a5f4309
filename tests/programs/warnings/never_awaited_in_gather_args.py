import asyncio


async def job(n):
    return n


async def main():
    coroutines = [job(n) for n in range(3)]
    print(await asyncio.gather(*coroutines))
    for coroutine in [job(5)]:
        coroutine.close()
    print("closed coroutines are not reported")


asyncio.run(main())
