import asyncio
import contextlib


async def heartbeat(interval, name):
    beats = 0
    try:
        while True:
            await asyncio.sleep(interval)
            beats += 1
            print(f"{name} {beats}")
    finally:
        print(f"{name} stopped after {beats} beats")


@contextlib.asynccontextmanager
async def beating(interval, name):
    task = asyncio.create_task(heartbeat(interval, name))
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def main():
    async with beating(1, "beat"):
        await asyncio.sleep(3.5)
    try:
        async with beating(0.4, "quick"):
            await asyncio.sleep(1)
            raise RuntimeError("work failed")
    except RuntimeError as error:
        print(error, asyncio.get_running_loop().time())


asyncio.run(main())
