import asyncio
from contextlib import asynccontextmanager


class Connection:
    made = 0

    def __init__(self):
        Connection.made += 1
        self.number = Connection.made
        self.uses = 0


class Pool:
    def __init__(self, size):
        self.free = asyncio.LifoQueue()
        self.size = size
        self.made = 0

    @asynccontextmanager
    async def connection(self):
        if self.free.empty() and self.made < self.size:
            self.made += 1
            await asyncio.sleep(0.3)
            connection = Connection()
        else:
            connection = await self.free.get()
        try:
            connection.uses += 1
            yield connection
        finally:
            self.free.put_nowait(connection)


async def query(pool, n):
    async with pool.connection() as connection:
        await asyncio.sleep(1)
        if n == 3:
            raise LookupError(n)
        return n, connection.number


async def main():
    pool = Pool(2)
    results = await asyncio.gather(*(query(pool, n) for n in range(6)), return_exceptions=True)
    print(results, asyncio.get_running_loop().time(), Connection.made)
    print([pool.free.get_nowait().uses for _ in range(2)])


asyncio.run(main())
