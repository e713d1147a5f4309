"""usage: network.py [--build DIR] [--runs N]

What a simulated request costs: sent by the world's own clients, with and without a trace and its summary,
and by programs through the client libraries. Every request waits for one of the host's servers, and those
of a client library for a connection of its pool, too. Times are the processor time of the whole process,
the median of N runs; cost per request is shown from 10^3 to 10^6."""

import argparse
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from bench import measure  # noqa: E402

MILLION_AT_MOST_SECONDS = 1.0
SIZES = [10**3, 10**4, 10**5, 10**6]
HOST = "# meanwhile: host a.org latency exponential(10ms) rtt 1ms servers 8\n"

# 600 a second for 8 servers of 100 a second each: three quarters of what they can do.
ARRIVALS = HOST + "# meanwhile: arrivals a.org/x 600/s for {ms}ms\n"
CLIENTS = HOST + "# meanwhile: load a.org/x clients 100 each {each}\n"

HTTPX = HOST + """import asyncio, httpx
async def work(client):
    for _ in range({each}):
        await client.get("http://a.org/x")
async def main():
    async with httpx.AsyncClient(limits=httpx.Limits(max_connections=50)) as client:
        await asyncio.gather(*(work(client) for _ in range(100)))
asyncio.run(main())
"""
AIOHTTP = HOST + """import asyncio, aiohttp
async def work(session):
    for _ in range({each}):
        async with session.get("http://a.org/x"):
            pass
async def main():
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=50)) as session:
        await asyncio.gather(*(work(session) for _ in range(100)))
asyncio.run(main())
"""
REQUESTS = HOST + """import requests
session = requests.Session()
for _ in range({count}):
    session.get("http://a.org/x")
"""
REQUESTS_ALONE = HOST + """import requests
for _ in range({count}):
    requests.get("http://a.org/x", timeout=5)
"""
HTTPX_ALONE = HOST + """import httpx
for _ in range({count}):
    httpx.get("http://a.org/x")
"""

# name, text, options, and a program that only begins so: its time is not the requests'
SENDERS = [
    ("arrivals (open loop)", ARRIVALS, ["-q"], ""),
    ("load, 100 clients (closed loop)", CLIENTS, ["-q"], ""),
    ("arrivals, with trace and summary", ARRIVALS, [], ""),
    ("httpx.AsyncClient, 100 tasks", HTTPX, ["-q"], "import asyncio, httpx"),
    ("aiohttp.ClientSession, 100 tasks", AIOHTTP, ["-q"], "import asyncio, aiohttp"),
    ("requests.Session, one by one", REQUESTS, ["-q"], "import requests"),
    ("requests.get, one by one", REQUESTS_ALONE, ["-q"], "import requests"),
    ("httpx.get, one by one", HTTPX_ALONE, ["-q"], "import httpx"),
]


def cpu_seconds(meanwhile, text, options, runs, directory):
    path = directory / "program.py"
    path.write_text(text)
    return measure([meanwhile, "run", *options, str(path)], runs, directory).cpu


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    meanwhile = str(pathlib.Path(options.build).resolve() / "meanwhile")
    if not pathlib.Path(meanwhile).exists():
        sys.exit(f"network: {meanwhile} is not built")
    print("\nsimulated requests through pools and server queues\n")
    print(f"{'µs of processor time per request':34}" + "".join(f"{size:>12,}" for size in SIZES))
    with tempfile.TemporaryDirectory() as folder:
        directory = pathlib.Path(folder)
        verdicts = []
        for name, text, flags, beginning in SENDERS:
            before = cpu_seconds(meanwhile, beginning, ["-q"], 5, directory)
            cells, spent = "", 0.0
            for size in SIZES:
                program = text.format(count=size, each=size // 100, ms=size * 1000 // 600)
                spent = cpu_seconds(meanwhile, program, flags, options.runs, directory) - before
                cells += f"{spent * 1e6 / size:12.2f}"
            print(f"{name:34}{cells}", flush=True)
            if flags:
                within = "yes" if spent <= MILLION_AT_MOST_SECONDS else "NO"
                verdicts.append(f"10^6 by {name + ':':36}{spent:5.2f} s; at most {MILLION_AT_MOST_SECONDS} s: {within}")
    print("\n" + "\n".join(verdicts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
