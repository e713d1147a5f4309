# test: by-hand
# test: no-steps
# Two apps, each with a loop of its own: a gateway that asks a store. The store blocks its own loop for
# 0.2 s a request, so three requests that the gateway hands on at once are answered after 0.2, 0.4 and
# 0.6 s; the gateway itself goes on answering meanwhile. The way to the store takes 10 ms.
# meanwhile: host store.local latency 10ms
import asyncio
import time

import aiohttp
import httpx
from fastapi import FastAPI, HTTPException

store = FastAPI()
gateway = FastAPI()


@store.get("/price/{name}")
async def price(name: str):
    time.sleep(0.2)
    if name == "nothing":
        raise HTTPException(404, "no such thing")
    return {"name": name, "price": len(name)}


@gateway.get("/buy/{name}")
async def buy(name: str):
    async with httpx.AsyncClient() as client:
        reply = await client.get(f"http://store.local/price/{name}")
    if reply.status_code != 200:
        raise HTTPException(reply.status_code, reply.json()["detail"])
    return {"bought": reply.json(), "task": asyncio.current_task().get_name()}


@gateway.get("/health")
def health():
    return "well"


async def get(session, path):
    async with session.get("http://gateway.local" + path) as reply:
        print(path, reply.status, await reply.json(), round(time.time(), 3))


async def main():
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*[get(session, path) for path in
                               ("/buy/apple", "/buy/nothing", "/buy/fig", "/health")])


asyncio.run(main())
