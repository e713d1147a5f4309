# test: by-hand
# A server is at home in a process of its own: its tasks are counted anew (Task-1 serves, Task-2 is for
# startup and shutdown), its thread is the main one, and `def` handlers have threads beside it.
import asyncio
import threading

import httpx
from fastapi import FastAPI

app = FastAPI()


@app.on_event("startup")
async def startup():
    print("startup in", asyncio.current_task().get_name(), threading.current_thread().name)


@app.get("/async")
async def in_loop():
    inner = asyncio.create_task(asyncio.sleep(0.1))
    await inner
    return [asyncio.current_task().get_name(), inner.get_name(), threading.current_thread().name]


@app.get("/def")
def in_thread():
    return threading.current_thread().name


async def main():
    async with httpx.AsyncClient(base_url="http://app.local") as client:
        print(asyncio.current_task().get_name())
        for path in ("/async", "/async", "/def"):
            print((await client.get(path)).json())
        print(asyncio.create_task(asyncio.sleep(0)).get_name())


asyncio.run(main())
