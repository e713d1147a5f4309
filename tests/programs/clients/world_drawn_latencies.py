# meanwhile: host a.example.com latency normal(200ms, 50ms)
# meanwhile: host b.example.com latency uniform(10ms, 1s) rtt 20ms
# meanwhile: host c.example.com latency replay(10ms, 20ms, 30ms)
# meanwhile: seed 3
import asyncio
import time

import httpx


async def timed(client, url):
    start = time.perf_counter()
    await client.get(url)
    return round(time.perf_counter() - start, 6)


async def main():
    async with httpx.AsyncClient() as client:
        for name in "abc":
            print(await asyncio.gather(*(timed(client, f"https://{name}.example.com/{n}") for n in range(4))))
        print([await timed(client, "https://a.example.com/") for _ in range(3)])


asyncio.run(main())
