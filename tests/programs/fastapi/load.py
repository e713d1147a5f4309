# test: by-hand
# test: no-steps
# The world's load needs no client in the program. It begins when the app has started up, at 0.5 s; 100
# closed-loop clients ask 10 times each, and a `def` handler of 0.1 s serves 40 at a time: 1000 requests
# take 25 rounds, until 3 s. The arrivals on another path go on for 2 s from 0.5 s, and an `async def`
# handler keeps none of them waiting. Then the program's app shuts down.
# meanwhile: load app.local/thread clients 100 each 10
# meanwhile: arrivals app.local/await?n=*7 50/s for 2s
import asyncio
import time

from fastapi import FastAPI

app = FastAPI()
counts = {"thread": 0, "await": 0}
longest = 0


@app.on_event("startup")
async def startup():
    await asyncio.sleep(0.5)


@app.on_event("shutdown")
def shutdown():
    print("thread:", counts["thread"], "await:", 80 < counts["await"] < 120, "at", round(time.time(), 6))
    print("the last arrival came by", last_arrival <= 2.5)


@app.get("/thread")
def in_a_thread():
    time.sleep(0.1)
    counts["thread"] += 1
    return counts["thread"]


@app.get("/await")
async def awaits(n: str):
    global last_arrival
    assert n == "*7"
    last_arrival = time.time()
    counts["await"] += 1
    await asyncio.sleep(0.1)


print("the program is over at", time.time())
