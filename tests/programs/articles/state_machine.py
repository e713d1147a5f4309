import asyncio
from enum import IntEnum


class Light(IntEnum):
    RED = 0
    GREEN = 1
    YELLOW = 2

    @property
    def seconds(self):
        return {Light.RED: 3, Light.GREEN: 4, Light.YELLOW: 1}[self]

    def after(self):
        return Light((self + 1) % len(Light))


async def traffic_light(changes):
    light = Light.RED
    while True:
        await changes.put(light)
        await asyncio.sleep(light.seconds)
        light = light.after()


async def main():
    changes = asyncio.Queue()
    task = asyncio.create_task(traffic_light(changes))
    try:
        async with asyncio.timeout(12.5):
            while True:
                light = await changes.get()
                print(asyncio.get_running_loop().time(), light.name, light.value, light > Light.RED)
    except TimeoutError:
        print("enough")
    finally:
        task.cancel()


asyncio.run(main())
