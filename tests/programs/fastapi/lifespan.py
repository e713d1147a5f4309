# test: by-hand
# test: stderr
# test: no-steps
# uvicorn.run() starts the app up, serves until the threads that send requests have ended, and shuts it
# down. Before it listens, connections are refused. The third request, at 2 s, waits until the
# background task of the second, which blocks the loop from 1.5 to 2.5 s, is over.
import asyncio
import threading
import time

import requests
import uvicorn
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()
state = {}


@app.on_event("startup")
async def connect():
    await asyncio.sleep(0.25)
    state["connected"] = time.time()


@app.on_event("shutdown")
async def disconnect():
    await asyncio.sleep(0.25)
    print("disconnected at", time.time())


async def tidy_up(n):
    time.sleep(1)
    print("tidied up", n, "at", time.time())


@app.get("/{n}")
async def answer(n: int, background: BackgroundTasks):
    await asyncio.sleep(0.5)
    if n == 2:
        background.add_task(tidy_up, n)
    return {"n": n, **state}


@app.get("/fail/{n}")
def fail(n: int):
    return [][n]


def client():
    try:
        requests.get("http://localhost:8000/0")
    except requests.ConnectionError as error:
        print("nobody listens:", type(error).__name__)
    for n in (1, 2, 3):
        time.sleep(max(n * 0.5 + 0.5 - time.time(), 0))
        began = time.time()
        reply = requests.get(f"http://localhost:8000/{n}")
        print(reply.json(), "from", began, "to", time.time())
    print(requests.get("http://127.0.0.1:8000/fail/3").text)


if __name__ == "__main__":
    threading.Thread(target=client).start()
    uvicorn.run("lifespan:app", host="0.0.0.0", port=8000, reload=True)
    print("over at", time.time())
