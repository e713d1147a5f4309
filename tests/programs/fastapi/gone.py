# test: by-hand
# test: no-steps
# Clients that leave: uvicorn lets their handlers run on. The first request times out after 1 s, is
# handled until 2 s all the same; the second, sent at 1 s, is cancelled at 1.5 s; the third is in the
# queue of a blocked loop when its client leaves, and is handled none the less.
import asyncio
import time

import httpx
from fastapi import FastAPI

app = FastAPI()
handled = []


@app.get("/sleep/{name}")
async def sleep(name: str):
    await asyncio.sleep(2)
    handled.append((name, time.time()))


@app.get("/block/{name}")
async def block(name: str):
    time.sleep(2)
    handled.append((name, time.time()))


async def main():
    async with httpx.AsyncClient(base_url="http://app.local") as client:
        try:
            await client.get("/sleep/timeout", timeout=1)
        except httpx.ReadTimeout:
            print("read timeout at", time.time())
        task = asyncio.create_task(client.get("/sleep/cancelled"))
        await asyncio.sleep(0.5)
        task.cancel()
        print(await asyncio.gather(task, return_exceptions=True), time.time())
        await asyncio.sleep(2.5)
        print(handled)
        blocking = asyncio.create_task(client.get("/block/one"))
        await asyncio.sleep(0.5)
        try:
            await client.get("/block/two", timeout=0.5)
        except httpx.ReadTimeout:
            print("read timeout at", time.time())
        print((await blocking).status_code, time.time())
        await asyncio.sleep(3)
        print(handled)


asyncio.run(main())
