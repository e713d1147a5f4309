"""The same eighty clients, of a handler that blocks the loop."""
# meanwhile: load app.local/report clients 80 each 1
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/report")
async def report():
    time.sleep(0.5)  # on the loop: nobody else is served meanwhile
    return {"report": "ready"}
