import asyncio


async def main():
    loop = asyncio.get_running_loop()
    fired = []
    handles = [loop.call_later(n / 100, fired.append, n) for n in range(300)]
    for n, handle in enumerate(handles):
        if n % 3:
            handle.cancel()
    await asyncio.sleep(1)
    print(len(fired), fired[:5], loop.time())
    await asyncio.sleep(5)
    print(len(fired), fired == list(range(0, 300, 3)), loop.time())


asyncio.run(main())
