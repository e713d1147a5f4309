import asyncio

import httpx

# meanwhile: host * latency 1s


async def fetch(client, number):
    loop = asyncio.get_running_loop()
    try:
        response = await client.get(f"http://host/{number}")
        return number, response.status_code, loop.time()
    except httpx.PoolTimeout as error:
        return number, repr(error), loop.time()


async def main():
    limits = httpx.Limits(max_connections=2)
    async with httpx.AsyncClient(limits=limits, timeout=httpx.Timeout(5, pool=1.5)) as client:
        for row in await asyncio.gather(*[fetch(client, number) for number in range(6)]):
            print(*row)
        task = asyncio.create_task(fetch(client, 6))
        other = asyncio.create_task(fetch(client, 7))
        waiting = asyncio.create_task(fetch(client, 8))
        last = asyncio.create_task(fetch(client, 9))
        await asyncio.sleep(0.5)
        waiting.cancel()
        for row in await asyncio.gather(task, other, waiting, last, return_exceptions=True):
            print(repr(row))


asyncio.run(main())
