"""The same eighty clients, of a handler that blocks a thread."""
# meanwhile: load app.local/report clients 80 each 1
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/report")
def report():
    time.sleep(0.5)  # in one of the server's 40 threads
    return {"report": "ready"}
