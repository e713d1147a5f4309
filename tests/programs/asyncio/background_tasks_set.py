import asyncio

background = set()


async def job(n):
    await asyncio.sleep(n)
    print("job", n)


async def main():
    for n in range(3):
        task = asyncio.create_task(job(n))
        background.add(task)
        task.add_done_callback(background.discard)
    print(len(background))
    await asyncio.sleep(1.5)
    print(len(background))
    await asyncio.gather(*background)
    print(len(background))


asyncio.run(main())
