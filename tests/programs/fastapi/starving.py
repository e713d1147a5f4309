# test: by-hand
# test: no-steps
# One handler that blocks the loop for 3 s delays everybody: the answer to /ping, asked at 0.5 s, comes
# at 3 s, and those of the 45 `def` requests of 1 s, asked at 0 s after it, at 4 s and 5 s: 40 and 5.
import asyncio
import time

import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/ping")
async def ping():
    return "pong"


@app.get("/block")
async def block():
    time.sleep(3)
    return "blocked"


@app.get("/thread")
def thread():
    time.sleep(1)
    return "threaded"


async def ask(client, path, after, times):
    await asyncio.sleep(after)
    reply = await client.get(path)
    times.setdefault((path, reply.json(), time.time()), []).append(1)


async def main():
    times = {}
    async with httpx.AsyncClient(base_url="http://app.local", timeout=10) as client:
        async with asyncio.TaskGroup() as group:
            group.create_task(ask(client, "/block", 0, times))
            for _ in range(45):
                group.create_task(ask(client, "/thread", 0, times))
            group.create_task(ask(client, "/ping", 0.5, times))
    for (path, text, at), found in times.items():
        print(path, text, at, len(found))


asyncio.run(main())
