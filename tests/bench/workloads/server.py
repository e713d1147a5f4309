"""An app whose handlers wait in the three ways that lesson 21 compares."""

import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/await/{ms}")
async def awaits(ms: int):
    await asyncio.sleep(ms / 1000)
    return {"waited": ms}


@app.get("/def/{ms}")
def in_a_thread(ms: int):
    time.sleep(ms / 1000)
    return {"waited": ms}


@app.get("/block/{ms}")
async def blocks(ms: int):
    time.sleep(ms / 1000)
    return {"waited": ms}
