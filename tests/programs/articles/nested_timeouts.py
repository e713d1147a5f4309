import asyncio


async def operation(name, seconds):
    try:
        await asyncio.sleep(seconds)
        print(name, "finished")
        return name
    except asyncio.CancelledError:
        print(name, "cut off at", asyncio.get_running_loop().time())
        raise


async def request(deadline, per_try, *durations):
    start = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(deadline):
            for n, duration in enumerate(durations):
                try:
                    async with asyncio.timeout(per_try):
                        return await operation(f"try {n}", duration)
                except TimeoutError:
                    print("try", n, "timed out")
            return "no try succeeded"
    except TimeoutError:
        return f"deadline after {asyncio.get_running_loop().time() - start}"


async def main():
    print(await request(10, 2, 5, 5, 1))
    print(await request(3, 2, 5, 5, 1))
    print(await request(10, 2, 5, 5))
    print(await request(1, 2, 5))


asyncio.run(main())
