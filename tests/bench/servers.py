"""usage: servers.py [--build DIR]

Handlers of an app under load, simulated beside measured. The same app (workloads/server.py) is served by
the real fastapi and uvicorn on loopback, where a closed loop of clients asks it (aiohttp, connections kept),
and simulated under a `load` line with as many. What is measured includes what the simulation lacks: the
processor time of uvicorn and of the clients on this machine."""

import argparse
import asyncio
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
APP = HERE / "workloads" / "server.py"
SECONDS_MAX = 60

# what it shows, path, clients, requests of each
SCENARIOS = [
    ("async def, await asyncio.sleep", "await/200", 40, 5),
    ("def, time.sleep", "def/200", 40, 5),
    ("def, more clients than threads", "def/200", 60, 5),
    ("async def, time.sleep", "block/20", 20, 5),
]


def figures(latencies_s, seconds):
    """(requests a second, median and 95th percentile of the latency in ms)"""
    ordered = sorted(latencies_s)
    return (len(ordered) / seconds, ordered[(len(ordered) - 1) // 2] * 1e3,
            ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)] * 1e3)


async def ask(base, path, clients, each):
    import aiohttp

    latencies = []

    async def client(session):
        for _ in range(each):
            began = time.perf_counter()
            async with session.get(f"{base}/{path}") as reply:
                await reply.read()
                if reply.status != 200:
                    raise SystemExit(f"servers: {path} answered {reply.status}")
            latencies.append(time.perf_counter() - began)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        began = time.perf_counter()
        await asyncio.gather(*[client(session) for _ in range(clients)])
        return figures(latencies, time.perf_counter() - began)


def measured():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "uvicorn", "server:app", "--app-dir", APP.parent,
                               "--port", str(port), "--log-level", "critical"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + SECONDS_MAX
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        rows = []
        for _, path, clients, each in SCENARIOS:
            asking = ask(f"http://127.0.0.1:{port}", path, clients, each)
            rows.append(asyncio.run(asyncio.wait_for(asking, SECONDS_MAX)))
        return rows
    finally:
        server.terminate()
        server.wait(SECONDS_MAX)


def simulated(engine):
    rows = []
    for _, path, clients, each in SCENARIOS:
        with tempfile.TemporaryDirectory() as directory:
            trace = pathlib.Path(directory) / "trace.jsonl"
            world = pathlib.Path(directory) / "load.world"
            world.write_text(f"load app.local/{path} clients {clients} each {each}\n")
            done = subprocess.run([engine, "run", "-q", "--world", world, "--trace", trace, APP],
                                  capture_output=True, timeout=SECONDS_MAX)
            if done.returncode != 0:
                sys.exit(f"servers: {done.stderr.decode(errors='replace')}")
            asked, latencies, last = {}, [], 0
            for event in map(json.loads, trace.read_text().splitlines()):
                if event.get("ev") == "request":
                    asked[event["request"]] = event["t"]
                elif event.get("ev") == "response":
                    latencies.append((event["t"] - asked[event["request"]]) / 1e9)
                    last = event["t"]
            rows.append(figures(latencies, last / 1e9))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=HERE.parent.parent / "build")
    options = parser.parse_args()
    ours = simulated(options.build.resolve() / "meanwhile")
    theirs = measured()
    print("\nhandlers under load, simulated and measured (uvicorn on loopback)")
    head = f"{'':<33}{'clients':>8}{'each':>6}{'requests/s':>19}{'median ms':>19}{'p95 ms':>19}"
    print(head)
    print(" " * 47 + "".join(f"{'simulated':>10}{'measured':>9}" for _ in range(3)))
    for (name, _, clients, each), one, other in zip(SCENARIOS, ours, theirs):
        cells = "".join(f"{mine:>10.1f}{real:>9.1f}" for mine, real in zip(one, other))
        print(f"{name:<33}{clients:>8}{each:>6}{cells}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
