# test: by-hand
# test: no-steps
# The server's process has a GIL of its own: on two cores it computes for 0.5 s beside the program, which
# computes as long. Within the server, two `def` handlers of 0.25 s share its GIL: 0.5 s for both, as for
# two `async def` handlers; only those answer one after the other.
# meanwhile: machine cores 2
import threading
import time

import requests
from fastapi import FastAPI
from meanwhile import cpu

app = FastAPI()


@app.get("/async/{seconds}")
async def on_the_loop(seconds: float):
    cpu(seconds)


@app.get("/def/{seconds}")
def in_a_thread(seconds: float):
    cpu(seconds)


def ask(path, times):
    requests.get("http://app.local" + path)
    times.append(time.perf_counter() - began)


def together(*paths):
    times = []
    threads = [threading.Thread(target=ask, args=(path, times)) for path in paths]
    for thread in threads:
        thread.start()
    return threads, times


began = time.perf_counter()
threads, times = together("/async/0.5")
cpu(0.5)
print("the program is done after", time.perf_counter() - began)
threads[0].join()
print("and the server after", times)
for kind in ("async", "def"):
    began = time.perf_counter()
    threads, times = together(f"/{kind}/0.25", f"/{kind}/0.25")
    for thread in threads:
        thread.join()
    print(kind, [round(at, 2) for at in sorted(times)])
