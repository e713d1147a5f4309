import asyncio


def state(thing):
    text = repr(thing)
    return text[text.index("[") : -1]


async def main():
    lock, event, semaphore = asyncio.Lock(), asyncio.Event(), asyncio.Semaphore(2)
    print(state(lock), state(event), state(semaphore))
    await lock.acquire()
    event.set()
    await semaphore.acquire()
    print(state(lock), state(event), state(semaphore))
    waiter = asyncio.create_task(lock.acquire())
    await asyncio.sleep(0)
    print(state(lock), state(asyncio.Condition()), state(asyncio.Barrier(2)))
    waiter.cancel()


asyncio.run(main())
