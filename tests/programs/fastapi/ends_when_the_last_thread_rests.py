# test: by-hand
# test: options --schedule thread2:1 --limit-time 10s
# test: no-steps
# When the last request has been handled, the thread that sent it has not yet gone back to its pool, since
# the schedule lets the server's loop go first. The server ends when it has, though the app's ticker never
# does.
import asyncio
import queue
import threading
import time

import requests
import uvicorn
from fastapi import FastAPI

app = FastAPI()
work = queue.Queue()


async def ticker():
    while True:
        await asyncio.sleep(1)


async def asks_itself():
    await asyncio.sleep(0.5)
    reply = await asyncio.to_thread(requests.get, "http://localhost:8000/own")
    print(reply.json(), time.time())


@app.on_event("startup")
async def startup():
    app.state.tasks = [asyncio.create_task(ticker()), asyncio.create_task(asks_itself())]


@app.get("/{name}")
def answer(name: str):
    time.sleep(0.25)
    work.put(name)
    return name


def worker():
    while True:
        print("worked on", work.get())


threading.Thread(target=worker, daemon=True).start()
uvicorn.run(app, log_level="error")
print("over at", time.time())
