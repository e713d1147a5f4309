# test: by-hand
# test: stderr
# test: no-steps
# uvicorn.run() ends when nobody is left who could send anything, though threads of pools still wait for
# work, a thread of the program waits for a queue for ever, and the app's own ticker never ends.
import asyncio
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests
import uvicorn
from fastapi import FastAPI

app = FastAPI()
pool = ThreadPoolExecutor(2)
work = queue.Queue()
ticks = []


async def ticker():
    while True:
        ticks.append(time.time())
        await asyncio.sleep(1)


@app.on_event("startup")
async def startup():
    app.state.ticker = asyncio.create_task(ticker())
    app.state.asks_itself = asyncio.create_task(asks_itself())


async def asks_itself():
    await asyncio.sleep(1.5)
    reply = await asyncio.to_thread(requests.get, "http://localhost:8000/own")
    print(reply.json(), time.time())


@app.get("/{name}")
async def answer(name: str):
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(pool, time.sleep, 0.25)
    work.put(name)
    return name


def worker():
    while True:
        print("worked on", work.get())


threading.Thread(target=worker, daemon=True).start()
uvicorn.run(app, log_level="error")
print("over at", time.time(), "after", len(ticks), "ticks")
