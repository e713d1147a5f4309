"""The real engine: the same program on a real clock, real sockets and real threads. Order, counts, exceptions and
what the trace says; never how long anything took."""

import gzip
import http.server
import json
import os
import resource
import signal
import subprocess
import threading
import time

from e2e import contains, expect, read_trace, test


def really(case, text, *options, **others):
    return case.program(text, "--engine", "real", *options, **others)


def traced(case, text, *options, code=0):
    done = really(case, text, "--trace", "out.jsonl", *options)
    expect(done.code == code, str(done))
    return done, read_trace(case, "out.jsonl")[1:]


def kinds(events, *names):
    return [event for event in events if event["ev"] in names]


FAILURES = """
# meanwhile: host refused.org fail connect
# meanwhile: host reset.org fail reset
# meanwhile: host never.org fail timeout
# meanwhile: host slow.org latency 10s
# meanwhile: host limited.org rate 1/min latency 0s
# meanwhile: host * latency 20ms
import asyncio
import aiohttp, httpx, requests

URLS = ("http://refused.org/", "http://reset.org/", "https://reset.org/", "http://never.org/", "https://slow.org/",
        "https://fine.org/status/404", "http://limited.org/1", "http://limited.org/2")

for url in URLS:
    try:
        reply = requests.get(url, timeout=0.3)
        print(url, reply.status_code, reply.reason, reply.headers.get("Retry-After"))
    except requests.RequestException as error:
        print(url, repr(error).split("0x")[0])

async def main():
    async with httpx.AsyncClient(timeout=0.3) as client:
        for url in URLS:
            try:
                print(url, await client.get(url))
            except httpx.HTTPError as error:
                print(url, repr(error))
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.3)) as session:
        for url in URLS:
            try:
                async with session.get(url) as reply:
                    print(url, reply.status, await reply.json())
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                print(url, repr(error).split("0x")[0])

asyncio.run(main())
"""


@test
def clients_fail_on_real_sockets_as_in_the_simulation(case):
    real, simulated = really(case, FAILURES), case.program(FAILURES)
    expect(real.code == simulated.code == 0, str(real))
    expect(real.out == simulated.out, f"real: {real}\nsimulated: {simulated}")
    contains(real.out, "ConnectError", "Read timed out", "ClientOSError", "404", "429")


KEPT = """
# meanwhile: host * latency 10ms
import requests, httpx, asyncio, aiohttp

with requests.Session() as session:
    for i in range(3):
        session.get(f"https://a.org/{i}")

async def main():
    async with aiohttp.ClientSession() as session:
        for i in range(3):
            async with session.get(f"http://b.org/{i}") as reply:
                await reply.read()
        await asyncio.gather(*[session.post("http://b.org/post", data=b"x" * 100000) for i in range(4)])
asyncio.run(main())
print("done")
"""


@test
def kept_connections_are_used_again_and_the_trace_has_the_phases(case):
    done, events = traced(case, KEPT)
    expect(done.out == "done\n", str(done))
    times = [event["t"] for event in events]
    expect(times == sorted(times) and times[0] == 0, "times go back")
    requests = kinds(events, "request")
    phases = kinds(events, "phase")
    of_kind = {name: sum(phase["phase"] == name for phase in phases) for name in ("connect", "tls", "service", "receive")}
    # requests connects once, with TLS; aiohttp once for the first, and for three of the last four
    expect(of_kind == {"connect": 5, "tls": 1, "service": 10, "receive": 10}, f"{of_kind}")
    expect(len(requests) == len(kinds(events, "response")) == 10, "each request has its response")
    with open(case.folder / "out.jsonl") as file:
        expect(json.loads(file.readline())["engine"] == "real", "the header names the engine")


THREADS = """
import asyncio, threading, time
from meanwhile import cpu

def crunch(n):
    total = 0
    for i in range(n):
        total += i
    return total

async def ticker(stop):
    ticks = 0
    while not stop.is_set():
        await asyncio.sleep(0.002)
        ticks += 1
    return ticks

async def main():
    stop = asyncio.Event()
    ticking = asyncio.create_task(ticker(stop))
    print(await asyncio.gather(asyncio.to_thread(crunch, 1000000), asyncio.to_thread(cpu, 0.1),
                               asyncio.to_thread(time.sleep, 0.05)))
    stop.set()
    print("others had their turns:", await ticking >= 5)

asyncio.run(main())
spent = time.process_time()
cpu(0.05)
print("it was burnt:", time.process_time() - spent >= 0.05, time.thread_time() >= 0.05)
print(abs(time.time() - DATE) < 1000, time.monotonic() < 100)
"""


@test
def threads_share_a_gil_on_a_real_clock(case):
    done, events = traced(case, THREADS.replace("DATE", str(time.time())))
    expect(done.out == "[499999500000, None, None]\nothers had their turns: True\n"
                       "it was burnt: True True\nTrue True\n", str(done))
    threads = [event for event in kinds(events, "thread") if event["thread"].startswith("asyncio_")]
    expect(len(threads) in (2, 3), f"{threads}")  # one that was through early may have had the third job


@test
def real_runs_have_budgets(case):
    spin = "while True:\n    pass\n"
    never = "# meanwhile: host * fail timeout\nimport requests\nrequests.get('http://a.org/')\n"
    for text in (spin, never, "import time\ntime.sleep(100)\n", "import threading\nthreading.Event().wait(100)\n"):
        done = really(case, text, "--limit-time", "200ms", "--limit-instructions", "100G")
        expect(done.code == 120 and "past its budget of time (0.2 s" in done.err, str(done))
    calls = "# meanwhile: host * latency 0s\nimport requests\nfor i in range(10):\n    requests.get('http://a.org/')\n"
    done = really(case, calls, "--limit-calls", "4")
    expect(done.code == 120 and "line 4: the program has sent 4 requests" in done.err, str(done))
    expect(really(case, calls, "--limit-calls", "10").code == 0)


@test
def a_deadlock_is_seen_on_a_real_clock(case):
    done = really(case, "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()\n")
    expect(done.code == 121 and "MainThread waits for a lock, which it itself holds" in done.err, str(done))


LONG = """
# meanwhile: host * latency 100ms
import asyncio
import aiohttp, requests

async def fetch(session, i):
    async with session.get(f"https://a.org/{i}") as reply:
        return reply.status

async def main():
    async with aiohttp.ClientSession() as session:
        print(await fetch(session, 0), flush=True)
        for round in range(N):
            got = await asyncio.gather(*[fetch(session, i) for i in range(3)], return_exceptions=True)
            try:
                got.append(await asyncio.to_thread(lambda: requests.get("http://b.org/").status_code))
            except requests.RequestException as error:
                got.append(error)
            print([type(one).__name__ for one in got])

asyncio.run(main())
"""


def started(case, text, *options):
    """A run that has printed its first line."""
    case.file("long.py", text)
    process = subprocess.Popen([case.meanwhile, "run", "-q", "--engine", "real", "--trace", "out.jsonl", *options,
                                "long.py"], cwd=case.folder, env=case.env, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, start_new_session=True)
    expect(process.stdout.readline() == b"200\n")
    return process


@test
def an_interrupted_real_run_keeps_its_trace(case):
    process = started(case, LONG.replace("N", "1000"))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    expect(process.returncode == 130, f"{process.returncode} {err}")
    events = read_trace(case, "out.jsonl")[1:]
    expect(events[-1]["ev"] == "exit" and events[-1]["code"] == 130, f"{events[-1]}")
    expect(kinds(events, "response"), "what was answered is in it")


@test
def a_run_may_be_interrupted_while_its_connections_are_made(case):
    for moment_ms in range(4):
        process = started(case, LONG.replace("N", "1000"))
        time.sleep(moment_ms / 1000)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        expect(process.returncode == 130, f"{process.returncode} {err}")


def server_of(pid):
    """The latency server: the process's only child."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return int(file.read())


@test
def a_run_whose_server_dies_ends_with_the_clients_exceptions(case):
    process = started(case, LONG.replace("N", "3"))
    os.kill(server_of(process.pid), signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    expect(process.returncode == 122 and b"the latency server ended before the program did: Killed" in err, f"{err}")
    rounds = out.decode().split("\n")[:-1]
    expect(len(rounds) == 3 and rounds[1:] == [str(["ClientConnectorError"] * 3 + ["ConnectionError"])] * 2, f"{rounds}")
    expect(kinds(read_trace(case, "out.jsonl")[1:], "request_failed"), "the trace is kept")


@test
def connections_that_the_system_does_not_allow_are_told_of(case):
    text = LONG.replace("N", "1").replace("range(3)", "range(100)")
    done = really(case, text, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (60, 60)))
    expect(done.code == 122 and "the system allows this process 60 open files (ulimit -n)" in done.err, str(done))
    contains(done.out, "ClientConnectorError")


@test
def what_the_real_engine_cannot_do_is_refused(case):
    done = really(case, "from concurrent.futures import ProcessPoolExecutor\n")
    expect(done.code == 2, str(done))
    contains(done.err, r"program\.py:1:\d+: error: .*ProcessPoolExecutor", "hint: the real engine has threads, but no")
    done = really(case, "import concurrent.futures as c\nc.ProcessPoolExecutor()\n")
    expect(done.code == 2, str(done))
    done = really(case, "print(1)\n", "--machine", "gil off")
    expect(done.code == 2 and done.out == "" and "the real engine has a GIL" in done.err, str(done))
    done = case.program("print(1)\n", "--live")
    expect(done.code == 2 and "--live and --limit-calls are for engines that measure" in done.err, str(done))


@test
def a_program_without_a_client_needs_no_server(case):
    done = really(case, "import asyncio\nasyncio.run(asyncio.sleep(0.01))\nprint('slept')\n", env={"TMPDIR": "/none"})
    expect(done.code == 0 and done.out == "slept\n", str(done))


@test
def the_worlds_load_is_sent_on_real_sockets(case):
    text = """
# meanwhile: host * latency 5ms
# meanwhile: load api.org/x clients 3 each 4
# meanwhile: arrivals b.org/y 100/s for 100ms
print("the program itself is over at once")
"""
    done, real = traced(case, text)
    case.program(text, "--trace", "sim.jsonl")
    simulated = read_trace(case, "sim.jsonl")[1:]
    expect(len(kinds(real, "response")) == len(kinds(simulated, "response")) > 12, str(done))
    expect(not kinds(real, "request_failed"), "none fails")


@test
def live_requests_go_where_their_urls_say(case):
    server = subprocess.Popen([case.meanwhile, "serve", "--port", "0", "--latency", "1ms"], cwd=case.folder,
                              env=case.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        base = None
        while base is None:
            line = server.stdout.readline()
            expect(line, "serve has ended")
            base = next((word.rstrip(",.") for word in line.split() if word.startswith("http://127.0.0.1:")), None)
        base = "/".join(base.split("/")[:3])
        text = ("import asyncio, httpx, requests\n"
                f"print(requests.get('{base}/a.org/x').json()['path'])\n"
                "async def main():\n    async with httpx.AsyncClient() as client:\n"
                f"        print((await client.get('{base}/a.org/y')).json()['path'])\nasyncio.run(main())\n")
        done = really(case, text, "--live")
        expect(done.out == "/x\n/y\n" and done.code == 0, str(done))
        contains(done.err, "note: requests go to the internet, 1000 at most")
    finally:
        server.terminate()
        server.communicate(timeout=60)


class Answers(http.server.BaseHTTPRequestHandler):
    """What servers of the internet do, and the latency server does not."""
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        chunked = self.path == "/chunked"
        body = b"5\r\nchunk\r\n2\r\ned\r\n0\r\n\r\n" if chunked else gzip.compress(b'{"packed": true}')
        self.send_response(200, "Fine Indeed")
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Set-Cookie", "a=1")
            self.send_header("Set-Cookie", "b=2")
        if self.path == "/close":
            self.send_header("Connection", "close")
            self.close_connection = True
        elif not chunked:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@test
def live_replies_are_read_as_the_real_clients_read_them(case):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        text = """
import asyncio, aiohttp, httpx, requests
for path in ("/", "/chunked", "/close"):
    reply = requests.get(BASE + path)
    print(reply.status_code, reply.reason, reply.text, reply.headers.get("Content-Encoding"), reply.cookies.get("b"))
    reply = httpx.get(BASE + path)
    print(reply, reply.text, reply.headers.get("transfer-encoding"), reply.cookies.get("a"))

async def main():
    async with aiohttp.ClientSession() as session:
        for path in ("/", "/chunked", "/close"):
            async with session.get(BASE + path) as reply:
                print(reply.reason, await reply.text(), reply.headers.get("Content-Encoding"))
asyncio.run(main())
""".replace("BASE", f'"http://127.0.0.1:{server.server_port}"')
        ours, theirs = really(case, text, "--live"), case.cpython(text)
        server.shutdown()
    expect(ours.code == theirs.code == 0 and ours.out == theirs.out, f"ours: {ours}\nCPython: {theirs}")
