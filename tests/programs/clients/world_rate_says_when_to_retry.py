# meanwhile: host api.example.com latency 50ms rate 2/s
# meanwhile: host busy.example.com latency 100ms servers 1 queue 1
# meanwhile: host slow.example.com latency 20ms bandwidth 80kbit size 10kB rtt 10ms
import asyncio
import time

import httpx


async def polite(client, n):
    while True:
        response = await client.get(f"https://api.example.com/{n}")
        if response.status_code != 429:
            return n, response.status_code, round(time.perf_counter(), 3)
        await asyncio.sleep(int(response.headers["Retry-After"]))


async def main():
    async with httpx.AsyncClient(timeout=0.5) as client:
        print(await asyncio.gather(*(polite(client, n) for n in range(5))))
        answers = await asyncio.gather(*(client.get("https://busy.example.com/") for _ in range(4)))
        print([answer.status_code for answer in answers], answers[2].json(), answers[2].headers)
        start = time.perf_counter()
        answer = await client.get("https://slow.example.com/")  # receiving takes longer than `read`
        print(answer.elapsed, round(time.perf_counter() - start, 3))


asyncio.run(main())
