import asyncio

print(issubclass(asyncio.CancelledError, Exception), issubclass(asyncio.CancelledError, BaseException))
print(asyncio.TimeoutError is TimeoutError, issubclass(asyncio.InvalidStateError, Exception))
print(asyncio.QueueEmpty.__mro__[1].__name__, asyncio.QueueFull.__name__)
print(asyncio.BrokenBarrierError.__mro__[1].__name__)


async def job():
    try:
        await asyncio.sleep(1)
    except Exception:
        print("Exception does not catch it")
    finally:
        print("finally")


async def main():
    task = asyncio.create_task(job())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    print(task.cancelled())


asyncio.run(main())
