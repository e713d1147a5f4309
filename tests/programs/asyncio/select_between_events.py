import asyncio


async def first_of(**events):
    tasks = {asyncio.create_task(event.wait(), name=name): name for name, event in events.items()}
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return [tasks[task] for task in done]


async def main():
    loop = asyncio.get_running_loop()
    stop, reload = asyncio.Event(), asyncio.Event()
    loop.call_later(2, reload.set)
    loop.call_later(3, stop.set)
    print(await first_of(stop=stop, reload=reload), loop.time())
    reload.clear()
    print(await first_of(stop=stop, reload=reload), loop.time())
    reload.set()
    print(await first_of(stop=stop, reload=reload), loop.time())


asyncio.run(main())
