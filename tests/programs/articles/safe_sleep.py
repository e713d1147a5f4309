import asyncio


async def safe_sleep(seconds):
    try:
        if seconds < 0:
            raise ValueError(f"cannot sleep for {seconds} seconds")
        await asyncio.sleep(seconds)
        print(f"slept for {seconds}")
        return seconds
    except ValueError as error:
        print(f"error: {error}")
        return None
    finally:
        print(f"safe_sleep({seconds}) is over")


async def main():
    print(await asyncio.gather(safe_sleep(2), safe_sleep(-1), safe_sleep(1)))


asyncio.run(main())
