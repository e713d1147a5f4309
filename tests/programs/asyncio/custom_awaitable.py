import asyncio


class Delay:
    def __init__(self, seconds, value):
        self.seconds = seconds
        self.value = value

    def __await__(self):
        yield from asyncio.sleep(self.seconds).__await__()
        return self.value


async def main():
    print(await Delay(1, "a"))
    print(await asyncio.gather(Delay(2, "b"), Delay(1, "c")))
    print(await asyncio.wait_for(Delay(1, "d"), 2), asyncio.get_running_loop().time())


asyncio.run(main())
