import asyncio


class Resource:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    async def __aenter__(self):
        await asyncio.sleep(1)
        print("open", self.name, asyncio.get_running_loop().time())
        return self

    async def __aexit__(self, kind, error, trace):
        await asyncio.sleep(1)
        print("close", self.name, kind and kind.__name__, error)
        return self.swallow


async def main():
    async with Resource("a") as a, Resource("b") as b:
        print(a.name, b.name)
    async with Resource("c", swallow=True):
        raise ValueError("inside")
    try:
        async with Resource("d"):
            raise KeyError("out")
    except KeyError as error:
        print(repr(error))


asyncio.run(main())
