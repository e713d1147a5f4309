import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, suppress


@asynccontextmanager
async def resource(name):
    print("enter", name)
    await asyncio.sleep(0.1)
    try:
        yield name
    except ValueError as error:
        print(name, "saw", error)
        raise
    finally:
        await asyncio.sleep(0.1)
        print("exit", name)


async def main():
    async with resource("a") as a, resource("b") as b:
        print(a, b)
    with suppress(ValueError):
        async with resource("c"):
            raise ValueError("oops")
    async with AsyncExitStack() as stack:
        for name in "def":
            await stack.enter_async_context(resource(name))
        stack.push_async_callback(asyncio.sleep, 0.5)
        stack.callback(print, "callback")
        print("all open")
    print(f"{asyncio.get_running_loop().time():.1f}")


asyncio.run(main())
