import asyncio


class Service:
    instance = None
    lock = asyncio.Lock()
    created = 0

    @classmethod
    async def get(cls):
        if cls.instance is None:
            async with cls.lock:
                if cls.instance is None:
                    await asyncio.sleep(1)
                    cls.created += 1
                    cls.instance = cls()
        return cls.instance


async def main():
    services = await asyncio.gather(*(Service.get() for _ in range(5)))
    print(all(s is services[0] for s in services), Service.created, asyncio.get_running_loop().time())


asyncio.run(main())
