# test: stderr
import asyncio


async def fetch(n):
    print("never printed")


async def main():
    fetch(1)
    print("after the call")
    coroutine = fetch(2)
    print(type(coroutine).__name__)
    coroutine = None
    print("dropped")
    await asyncio.sleep(0)


asyncio.run(main())
