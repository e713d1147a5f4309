import asyncio


async def job():
    return asyncio.current_task().get_name()


async def main():
    print(await asyncio.wait_for(job(), 1))
    print(await asyncio.gather(job(), job()))
    print(await asyncio.shield(job()))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(job()), group.create_task(job(), name="n")]
    print([t.result() for t in tasks])
    print([await f for f in asyncio.as_completed([job(), job()])])
    print(await asyncio.ensure_future(job()))
    print(await asyncio.to_thread(lambda: 1))
    print(await asyncio.wait_for(job(), None))
    async with asyncio.timeout(5):
        print(await job())
    print(await asyncio.create_task(job()))


asyncio.run(main())
asyncio.run(main())
