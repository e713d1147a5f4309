import asyncio
from collections import defaultdict


class Bus:
    def __init__(self):
        self.handlers = defaultdict(list)

    def on(self, topic):
        def register(handler):
            self.handlers[topic].append(handler)
            return handler

        return register

    async def emit(self, topic, **data):
        results = await asyncio.gather(
            *(handler(**data) for handler in self.handlers[topic]), return_exceptions=True
        )
        for handler, result in zip(self.handlers[topic], results):
            if isinstance(result, Exception):
                print(f"{handler.__name__} failed: {result!r}")
        return [r for r in results if not isinstance(r, Exception)]


bus = Bus()


@bus.on("order")
async def store(*, number, **rest):
    await asyncio.sleep(0.5)
    print("stored", number, rest)
    return "stored"


@bus.on("order")
async def mail(number, to="nobody"):
    await asyncio.sleep(0.2)
    print("mailed", number, "to", to)
    return "mailed"


@bus.on("order")
async def broken(**_):
    raise RuntimeError("no printer")


async def main():
    print(await bus.emit("order", number=1, to="ann"))
    print(await bus.emit("nothing"), asyncio.get_running_loop().time())


asyncio.run(main())
