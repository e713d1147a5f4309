"""Many readers or one writer, from a Condition; async context managers with and without classes."""
import asyncio
import contextlib


class ReadWriteLock:
    def __init__(self):
        self._condition = asyncio.Condition()
        self._readers = 0
        self._writer = None
        self._writers_waiting = 0

    @contextlib.asynccontextmanager
    async def reading(self):
        async with self._condition:
            await self._condition.wait_for(lambda: self._writer is None and not self._writers_waiting)
            self._readers += 1
        try:
            yield self._readers
        finally:
            async with self._condition:
                self._readers -= 1
                if self._readers == 0:
                    self._condition.notify_all()

    @contextlib.asynccontextmanager
    async def writing(self):
        async with self._condition:
            self._writers_waiting += 1
            try:
                await self._condition.wait_for(lambda: self._writer is None and self._readers == 0)
            finally:
                self._writers_waiting -= 1
            self._writer = asyncio.current_task()
        try:
            yield
        finally:
            async with self._condition:
                self._writer = None
                self._condition.notify_all()


class Table:
    def __init__(self):
        self.lock, self.rows, self.log = ReadWriteLock(), {}, []

    async def read(self, name, key, delay):
        await asyncio.sleep(delay)
        async with self.lock.reading() as readers:
            self.log.append(f"{name}({readers})")
            await asyncio.sleep(0.1)
            return self.rows.get(key)

    async def write(self, name, key, value, delay):
        await asyncio.sleep(delay)
        async with self.lock.writing():
            self.log.append(f"{name}!")
            await asyncio.sleep(0.2)
            self.rows[key] = value


async def main():
    table = Table()
    loop = asyncio.get_running_loop()
    answers = await asyncio.gather(
        table.read("r1", "a", 0), table.read("r2", "a", 0.05), table.write("w1", "a", 1, 0.06),
        table.read("r3", "a", 0.07), table.read("r4", "a", 0.36), table.write("w2", "a", 2, 0.37),
        table.read("r5", "a", 0.5))
    print(answers, table.log, f"{loop.time():.2f}")

    writer = asyncio.create_task(table.write("w3", "b", 3, 0))
    reader = asyncio.create_task(table.read("r6", "b", 0.01))
    await asyncio.sleep(0.05)
    reader.cancel()
    writer.cancel()
    print(await asyncio.gather(writer, reader, return_exceptions=True))
    print(await table.read("r7", "b", 0), table.log[-3:])

    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(asyncio.sleep, 0.5)
        counts = [await stack.enter_async_context(table.lock.reading()) for _ in range(3)]
        stack.callback(print, "leaving", counts)
        print(f"{loop.time():.2f}", table.lock._readers)
    print(f"{loop.time():.2f}", table.lock._readers)


asyncio.run(main())
