import asyncio
import random


class Restaurant:
    def __init__(self, tables, cooks):
        self.tables = asyncio.Semaphore(tables)
        self.kitchen = asyncio.Queue()
        self.cooks = [asyncio.create_task(self.cook(n)) for n in range(cooks)]
        self.served = 0

    async def cook(self, n):
        while True:
            dish, ready = await self.kitchen.get()
            await asyncio.sleep(random.randint(2, 5))
            self.served += 1
            ready.set_result(f"{dish} by cook {n}")
            self.kitchen.task_done()

    async def guest(self, name):
        loop = asyncio.get_running_loop()
        arrived = loop.time()
        async with self.tables:
            seated = loop.time()
            ready = loop.create_future()
            await self.kitchen.put((random.choice(["soup", "pasta", "salad"]), ready))
            dish = await ready
            eating = random.uniform(1, 2)
            await asyncio.sleep(eating)
            print(f"{loop.time():6.2f} {name}: waited {seated - arrived:.2f}, had {dish}")


async def main():
    random.seed(11)
    restaurant = Restaurant(tables=3, cooks=2)
    async with asyncio.TaskGroup() as group:
        for n in range(6):
            group.create_task(restaurant.guest(f"guest {n}"))
            await asyncio.sleep(random.expovariate(1))
    for cook in restaurant.cooks:
        cook.cancel()
    print(restaurant.served, await asyncio.gather(*restaurant.cooks, return_exceptions=True))


asyncio.run(main())
