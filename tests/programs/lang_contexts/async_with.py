import asyncio


class Guard:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    async def __aenter__(self):
        await asyncio.sleep(0.1)
        print("enter", self.name)
        return self.name

    async def __aexit__(self, kind, error, traceback):
        await asyncio.sleep(0.1)
        print("exit", self.name, repr(error))
        return self.swallow


class Plain:
    def __enter__(self):
        pass

    def __exit__(self, *a):
        pass


async def main():
    async with Guard("a") as a, Guard("b") as b:
        print(a, b)
    async with Guard("c", True):
        raise ValueError("gone")
    try:
        async with Guard("d"):
            1 / 0
    except ZeroDivisionError as error:
        print(error)

    async def returns():
        async with Guard("e"):
            return "value"

    print(await returns())
    for n in range(2):
        async with Guard(str(n)):
            if n == 0:
                continue
            break
    try:
        async with Plain():
            pass
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
    try:
        with Guard("f"):
            pass
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
    async with (Guard("x") as x, Guard("y") as y):
        print(x + y)
    try:
        await 5
    except TypeError as error:
        print(error)
    try:
        async with 5:
            pass
    except TypeError as error:
        print(error)


asyncio.run(main())
