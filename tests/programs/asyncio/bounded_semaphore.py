import asyncio


async def main():
    semaphore = asyncio.BoundedSemaphore(1)
    try:
        semaphore.release()
    except ValueError as error:
        print(error)
    async with semaphore:
        print(semaphore.locked())
    print(semaphore.locked())
    await semaphore.acquire()
    semaphore.release()
    print(isinstance(semaphore, asyncio.Semaphore))


asyncio.run(main())
