"""Eighty clients of a handler that awaits."""
# meanwhile: load app.local/report clients 80 each 1
import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/report")
async def report():
    await asyncio.sleep(0.5)  # the loop is free for other requests meanwhile
    return {"report": "ready"}
