import asyncio


async def job(name):
    print(name, asyncio.current_task().get_name() == name)
    await asyncio.sleep(1)


async def main():
    me = asyncio.current_task()
    tasks = [asyncio.create_task(job(n), name=n) for n in ("x", "y", "z")]
    everyone = asyncio.all_tasks()
    print(len(everyone), me in everyone, all(t in everyone for t in tasks))
    print([t.get_name() for t in asyncio.all_tasks()])
    await tasks[1]
    print([t.get_name() for t in asyncio.all_tasks()])
    for task in asyncio.all_tasks() - {me}:
        task.cancel()


asyncio.run(main())
try:
    asyncio.all_tasks()
except RuntimeError as error:
    print(error)
try:
    asyncio.current_task()
except RuntimeError as error:
    print(error)
