import asyncio

running = most = 0


async def job(n, semaphore):
    global running, most
    async with semaphore:
        running += 1
        most = max(most, running)
        print("start", n, asyncio.get_running_loop().time())
        await asyncio.sleep(1)
        running -= 1


async def main():
    semaphore = asyncio.Semaphore(3)
    await asyncio.gather(*(job(n, semaphore) for n in range(8)))
    print(most, asyncio.get_running_loop().time(), semaphore.locked())


asyncio.run(main())
