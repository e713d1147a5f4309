import asyncio


class Step:
    def __init__(self, name):
        self.name = name

    async def run(self, value):
        print(f"{asyncio.get_running_loop().time():.1f} {self}")
        await asyncio.sleep(0.1)
        return value

    def __str__(self):
        return f"{type(self).__name__}({self.name})"

    def __or__(self, other):
        return Chain(self, other)


class Add(Step):
    def __init__(self, amount):
        super().__init__(f"+{amount}")
        self.amount = amount

    async def run(self, value):
        return await super().run(value) + self.amount


class Twice(Step):
    async def run(self, value):
        a, b = await asyncio.gather(super().run(value), super().run(value))
        return a + b


class Chain(Step):
    def __init__(self, first, second):
        super().__init__(f"{first} | {second}")
        self.first, self.second = first, second

    async def run(self, value):
        return await self.second.run(await self.first.run(value))


async def main():
    chain = Add(1) | Twice("x2") | Add(10)
    print(chain, await chain.run(4))


asyncio.run(main())
