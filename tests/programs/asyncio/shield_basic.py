import asyncio


async def job():
    await asyncio.sleep(2)
    print("job finished", asyncio.get_running_loop().time())
    return "result"


async def main():
    task = asyncio.create_task(job())
    try:
        await asyncio.wait_for(asyncio.shield(task), 1)
    except TimeoutError:
        print("timeout, job done:", task.done(), "cancelled:", task.cancelled())
    print(await task)
    print(await asyncio.shield(asyncio.sleep(1, "shielded")))
    done = asyncio.Future()
    done.set_result(1)
    print(asyncio.shield(done) is done)


asyncio.run(main())
