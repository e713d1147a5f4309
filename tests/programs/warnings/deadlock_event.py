import asyncio


async def main():
    print("before")
    try:
        await asyncio.Event().wait()
    finally:
        print("a deadlocked program's finally blocks do not run")


asyncio.run(main())
