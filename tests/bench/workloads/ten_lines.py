import asyncio

async def fetch(name, seconds):
    await asyncio.sleep(seconds)
    return f"{name} after {seconds} s"

async def main():
    print(await asyncio.gather(fetch("a", 2), fetch("b", 1)))

asyncio.run(main())
