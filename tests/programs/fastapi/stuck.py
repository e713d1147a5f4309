# test: by-hand
# test: stderr
# test: no-steps
# A handler that waits for what never comes, and a client without a timeout: that is a deadlock, and
# both are named.
import asyncio

import requests
from fastapi import FastAPI

app = FastAPI()
never = asyncio.Event()


@app.get("/wait")
async def wait():
    await never.wait()


print(requests.get("http://app.local/wait"))
