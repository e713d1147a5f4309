import asyncio
import time

# meanwhile: machine step 50us


async def worker(number):
    for _ in range(number):
        await asyncio.sleep(0)
    await asyncio.sleep(0.001)
    return number, time.monotonic()


async def main():
    print(await asyncio.gather(*[worker(number) for number in range(4)]))
    print(time.monotonic())


asyncio.run(main())
print(time.monotonic())
