# meanwhile: host * latency exponential(10ms) rtt 1ms
"""Many requests to many hosts through small pools, which time out, are cancelled and left behind: at the end every
connection has come back and nobody stands in line."""
import asyncio
import threading

import aiohttp
import httpx
import requests


async def ask(client, number):
    try:
        await asyncio.wait_for(client.get(f"http://h{number % 30}.org/{number}"), 0.02 + number % 7 / 100)
    except Exception as error:
        return type(error).__name__


async def press(client):
    ends = await asyncio.gather(*(ask(client, number) for number in range(300)))
    print({str(end): ends.count(end) for end in ends})


async def main():
    limits = httpx.Limits(max_connections=5, max_keepalive_connections=2)
    async with httpx.AsyncClient(limits=limits, timeout=httpx.Timeout(0.1, pool=0.03)) as client:
        await press(client)
        print(client._pool.busy, client._pool.standing)
    connector = aiohttp.TCPConnector(limit=7, limit_per_host=1)
    async with aiohttp.ClientSession(connector=connector) as session:
        await press(session)
        print(connector._pool.busy, connector._pool.standing, connector._pool.times())


asyncio.run(main())

session = requests.Session()
session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=3, pool_maxsize=2, pool_block=True))
threads = [threading.Thread(target=session.get, args=(f"http://h{number % 9}.org/{number}",)) for number in range(60)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
pool = session.adapters["http://"]._pool
print(pool.busy, pool.standing, pool.times())
session.close()
print(pool.times())

client = httpx.AsyncClient(limits=httpx.Limits(max_connections=1))


async def leave_behind():
    tasks = [asyncio.create_task(client.get("http://x.org/")) for number in range(4)]
    await asyncio.sleep(0.001)
    print(len(tasks), client._pool.busy, client._pool.standing)


asyncio.run(leave_behind())
print(client._pool.busy, client._pool.standing)
