# test: by-hand
# test: no-steps
# A `def` handler that asks its own server again needs a second thread of the forty: forty such requests
# at once hold all of them, and none ever gets its second. With a timeout of 5 s they give up.
import asyncio
import time

import httpx
import requests
from fastapi import FastAPI

app = FastAPI()


@app.get("/outer")
def outer():
    try:
        return requests.get("http://app.local/inner", timeout=5).json()
    except requests.Timeout:
        return "timeout"


@app.get("/inner")
def inner():
    return "inner"


async def ask(client):
    reply = await client.get("/outer", timeout=None)
    return reply.json(), time.time()


async def main():
    async with httpx.AsyncClient(base_url="http://app.local") as client:
        for count in (39, 40):
            began = time.time()
            found = await asyncio.gather(*[ask(client) for _ in range(count)])
            print(count, sorted({(text, at - began) for text, at in found}))


asyncio.run(main())
