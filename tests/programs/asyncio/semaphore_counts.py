import asyncio


async def main():
    semaphore = asyncio.Semaphore(2)
    print(semaphore.locked())
    print(await semaphore.acquire(), await semaphore.acquire(), semaphore.locked())
    semaphore.release()
    print(semaphore.locked())
    for _ in range(3):
        semaphore.release()
    for n in range(4):
        await semaphore.acquire()
    print(semaphore.locked())
    print(asyncio.Semaphore().locked(), asyncio.Semaphore(0).locked())
    try:
        asyncio.Semaphore(-1)
    except ValueError as error:
        print(error)


asyncio.run(main())
