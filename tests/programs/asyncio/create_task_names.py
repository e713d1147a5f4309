import asyncio


async def job():
    return asyncio.current_task().get_name()


async def main():
    print(asyncio.current_task().get_name())
    a = asyncio.create_task(job())
    b = asyncio.create_task(job(), name="mine")
    c = asyncio.create_task(job())
    d = asyncio.create_task(job(), name=7)
    print(a.get_name(), b.get_name(), c.get_name(), d.get_name())
    c.set_name("renamed")
    print(await a, await b, await c, await d)
    print(await asyncio.gather(job(), job()))


asyncio.run(main())
asyncio.run(main())
