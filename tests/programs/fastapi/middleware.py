# test: by-hand
# test: no-steps
# A middleware that measures. The app behind it has a task of its own, so of two requests at once both
# handlers run, and block the loop for 0.3 s each, before either middleware goes on: both measure 0.6 s.
# The background tasks of 1 s begin when the responses have been sent, at 0.9 s; their handlers began at
# 0.3 s and 0.6 s.
import asyncio
import time

import httpx
from fastapi import BackgroundTasks, FastAPI, Request

app = FastAPI()


@app.middleware("http")
async def add_process_time_header(request: Request, call_next):
    began = time.perf_counter()
    response = await call_next(request)
    response.headers["X-Process-Time"] = str(round(time.perf_counter() - began, 6))
    return response


@app.get("/await")
async def awaits():
    await asyncio.sleep(0.3)


@app.get("/block")
async def blocks(background: BackgroundTasks):
    background.add_task(tidy_up, time.perf_counter())
    time.sleep(0.3)


async def tidy_up(began):
    await asyncio.sleep(1)
    print("tidied up after", round(time.perf_counter() - began, 6))


async def ask(client, path):
    began = time.perf_counter()
    reply = await client.get(path)
    print(path, reply.headers["X-Process-Time"], "of", round(time.perf_counter() - began, 6))


async def main():
    async with httpx.AsyncClient(base_url="http://app.local") as client:
        await ask(client, "/await")
        await asyncio.gather(ask(client, "/block"), ask(client, "/block"))


asyncio.run(main())
