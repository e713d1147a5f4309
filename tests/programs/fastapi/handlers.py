# test: by-hand
# test: no-steps
# Eighty requests at once, each of which waits a second. An `async def` that awaits takes all of them
# at a time: 1 s. One that blocks serves one after another on its loop: 80 s. A `def` runs in one of
# 40 threads: two rounds, 2 s. What waits in the loop is done together with the threads.
import asyncio
import time

import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/sleep/{seconds}")
async def sleep(seconds: float):
    await asyncio.sleep(seconds)
    return {"slept": seconds}


@app.get("/block/{seconds}")
async def block(seconds: float):
    time.sleep(seconds)
    return {"blocked": seconds}


@app.get("/thread/{seconds}")
def thread(seconds: float):
    time.sleep(seconds)
    return {"in a thread": seconds}


async def main():
    async with httpx.AsyncClient(base_url="http://app.local", timeout=None) as client:
        for kinds in (["sleep"], ["block"], ["thread"], ["sleep", "thread"]):
            began = time.perf_counter()
            replies = await asyncio.gather(*[client.get(f"/{kinds[n % len(kinds)]}/1")
                                             for n in range(80)])
            print(kinds, {reply.text for reply in replies} and replies[0].json(),
                  time.perf_counter() - began)


asyncio.run(main())
