import asyncio


async def waiter(name, future):
    print(name, await future)


async def main():
    future = asyncio.get_running_loop().create_future()
    tasks = [asyncio.create_task(waiter(n, future)) for n in "abc"]
    await asyncio.sleep(0)
    future.set_result(9)
    asyncio.get_running_loop().call_soon(print, "after them")
    await asyncio.gather(*tasks)


asyncio.run(main())
