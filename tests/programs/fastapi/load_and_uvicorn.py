# test: by-hand
# test: stderr
# test: no-steps
# uvicorn.run() serves until the load is over: 4 clients that ask twice, each time for 0.5 s, from 1 s on.
# meanwhile: load localhost:8000/3 clients 4 each 2
import asyncio
import time

import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.on_event("startup")
async def startup():
    await asyncio.sleep(1)


@app.get("/{n}")
async def answer(n: int):
    await asyncio.sleep(0.5)
    return {"n": n}


if __name__ == "__main__":
    uvicorn.run(app)
    print("over at", time.time())
