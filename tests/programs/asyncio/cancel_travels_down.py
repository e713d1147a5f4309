import asyncio


async def inner():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("inner")
        raise


async def middle():
    try:
        await inner()
    finally:
        print("middle")


async def outer(task):
    try:
        await task
    except asyncio.CancelledError:
        print("outer, task cancelled:", task.cancelled())
        raise


async def main():
    task = asyncio.create_task(middle())
    waiter = asyncio.create_task(outer(task))
    await asyncio.sleep(1)
    waiter.cancel()
    await asyncio.sleep(0)
    print("one turn later", task.done(), waiter.done())
    await asyncio.sleep(0)
    print("two turns later", task.done(), waiter.done())
    await asyncio.sleep(0)
    print(task.cancelled(), waiter.cancelled())


asyncio.run(main())
