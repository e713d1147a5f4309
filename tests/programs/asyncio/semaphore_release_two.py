import asyncio


async def waiter(name, semaphore):
    await semaphore.acquire()
    print(name, "turn")


async def main():
    semaphore = asyncio.Semaphore(0)
    tasks = [asyncio.create_task(waiter(n, semaphore)) for n in "abcd"]
    await asyncio.sleep(0)
    semaphore.release()
    semaphore.release()
    print("released two")
    await asyncio.sleep(0)
    print("one turn later", [t.done() for t in tasks])
    semaphore.release()
    semaphore.release()
    await asyncio.gather(*tasks)


asyncio.run(main())
