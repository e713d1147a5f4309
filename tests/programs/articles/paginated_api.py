"""Pages of an API as an async iterator, filtered and taken by async generators, with a deadline."""
# meanwhile: host api.shop.example/items latency 80ms
# meanwhile: host api.shop.example/reviews/* latency uniform(20ms, 60ms)
# meanwhile: host api.shop.example/slow latency 3s
import asyncio
import json
import time

import httpx

BASE = "https://api.shop.example"


class Pages:
    """async for page in Pages(client, "/items", 4)"""

    def __init__(self, client, path, count):
        self.client, self.path, self.left, self.number = client, path, count, 0

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.left == 0:
            raise StopAsyncIteration
        self.left -= 1
        self.number += 1
        reply = await self.client.get(self.path, params={"page": self.number, "size": 2})
        reply.raise_for_status()
        return [{"id": self.number * 10 + i, "url": str(reply.url)} for i in range(2)]


async def items(pages):
    async for page in pages:
        for item in page:
            yield item


async def take(source, count):
    taken = 0
    async for item in source:
        yield item
        taken += 1
        if taken == count:
            return


async def drain(source):
    async for _ in source:
        pass


async def review(client, item, limit):
    async with limit:
        reply = await client.get(f"/reviews/{item['id']}")
    return item["id"], reply.json()["path"], reply.status_code


async def main():
    limit = asyncio.Semaphore(2)
    async with httpx.AsyncClient(base_url=BASE, timeout=httpx.Timeout(1.0)) as client:
        started = time.perf_counter()
        found = [item async for item in take(items(Pages(client, "/items", 4)), 5)]
        print(json.dumps(found[-1]), f"{time.perf_counter() - started:.3f}")
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(review(client, item, limit)) for item in found]
        for task in tasks:
            print(task.result())
        try:
            await client.get("/slow")
        except httpx.ReadTimeout as error:
            print(type(error).__name__, isinstance(error, httpx.TimeoutException), error.request.url.path)
        try:
            await asyncio.wait_for(drain(items(Pages(client, "/items", 100))), 0.1)
        except TimeoutError:
            print("too slow")
        async with client.stream("GET", "/items") as reply:
            print(reply.status_code, reply.headers["content-type"])
            await reply.aread()
            print(len(reply.content))


asyncio.run(main())
