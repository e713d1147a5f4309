# test: by-hand
# test: stderr
# test: no-steps
# The program ends at 1 s, and its clients with it: what is not answered is given up, silently, be it on the
# loop, in a thread or still in the line; what goes on behind an answer is finished, at 2.5 s. The
# shutdown handler runs after that.
import asyncio
import threading
import time

import requests
from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


@app.on_event("shutdown")
async def shutdown():
    print("shut down at", time.time())


@app.get("/await")
async def awaits():
    try:
        await asyncio.sleep(100)
    finally:
        print("given up at", time.time())


@app.get("/thread")
def in_a_thread():
    time.sleep(100)


@app.get("/behind")
async def behind(background: BackgroundTasks):
    background.add_task(tidy_up)


async def tidy_up():
    await asyncio.sleep(2)
    print("tidied up at", time.time())


for path in ("await", "thread", "thread"):
    threading.Thread(target=requests.get, args=(f"http://app.local/{path}",), daemon=True).start()
time.sleep(0.5)
print(requests.get("http://app.local/behind").status_code)
time.sleep(0.5)
print("the program ends at", time.time())
