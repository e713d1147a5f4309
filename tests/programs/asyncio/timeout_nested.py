import asyncio


async def main():
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(5) as outer:
            try:
                async with asyncio.timeout(1) as inner:
                    await asyncio.sleep(10)
            except TimeoutError:
                print("inner", loop.time(), inner.expired(), outer.expired())
            await asyncio.sleep(10)
    except TimeoutError:
        print("outer", loop.time(), outer.expired())
    try:
        async with asyncio.timeout(1) as outer:
            async with asyncio.timeout(5) as inner:
                await asyncio.sleep(10)
    except TimeoutError:
        print("outer only", loop.time(), outer.expired(), inner.expired())
    try:
        async with asyncio.timeout(1) as outer:
            async with asyncio.timeout(1) as inner:
                await asyncio.sleep(10)
    except TimeoutError:
        print("both", outer.expired(), inner.expired())


asyncio.run(main())
