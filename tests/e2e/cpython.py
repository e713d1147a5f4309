"""The cpython engine: the user's own python3 against the latency server. Order, counts, exceptions and what the
trace says; never how long anything took."""

import os
import pathlib
import signal
import subprocess
import time

from e2e import contains, expect, read_trace, test

DEBIANS = {"PATH": "/usr/bin:/bin"}  # the python3 that has the clients


def on_cpython(case, text, *options, **others):
    others["env"] = {**DEBIANS, **others.get("env", {})}
    return case.program(text, "--engine", "cpython", *options, **others)


def traced(case, text, *options, code=0, **others):
    done = on_cpython(case, text, "--trace", "out.jsonl", *options, **others)
    expect(done.code == code, str(done))
    return done, read_trace(case, "out.jsonl")[1:]


def kinds(events, *names):
    return [event for event in events if event["ev"] in names]


CLIENTS = """
import asyncio, urllib.request
import aiohttp, httpx, requests

async def one(session, number):
    async with session.get(f"https://api.example.com/{number}") as answer:
        return (await answer.json())["path"]

async def main():
    async with aiohttp.ClientSession() as session:
        print(await asyncio.gather(*(one(session, number) for number in range(3))))
    async with httpx.AsyncClient() as client:
        print((await client.get("https://api.example.com:8443/a")).json()["url"])
        print((await client.get("http://203.0.113.7/b")).json()["url"])

asyncio.run(main())
print(httpx.get("https://other.example/c").json()["url"])
with requests.Session() as session:
    print(session.get("https://api.example.com/d").json()["url"])
    print(session.post("https://api.example.com/post", data=b"e").status_code)
    print(session.get("http://[2001:db8::1]/f").status_code)
print(urllib.request.urlopen("http://localhost:9000/g").status)
"""


@test
def the_real_clients_of_cpython_ask_the_latency_server(case):
    done, events = traced(case, CLIENTS, "--latency", "5ms")
    expect(done.out.split("\n") == [
        "['/0', '/1', '/2']", "https://api.example.com:8443/a", "http://203.0.113.7/b", "https://other.example/c",
        "https://api.example.com/d", "200", "200", "200", ""], str(done))
    requests = kinds(events, "request")
    expect([event["request"] for event in requests] == list(range(1, 11)), requests)
    expect(sorted(event["call"] for event in requests[:3]) ==
           [f"GET https://api.example.com/{number}" for number in range(3)], requests)
    expect([event["call"] for event in requests[3:]] == [
        "GET https://api.example.com:8443/a", "GET http://203.0.113.7/b", "GET https://other.example/c",
        "GET https://api.example.com/d", "POST https://api.example.com/post", "GET http://[2001:db8::1]/f",
        "GET http://localhost:9000/g"], requests)
    for request in requests:
        of_it = [event for event in events if event.get("request") == request["request"]]
        phases = [event["phase"] for event in of_it if event["ev"] == "phase"]
        expect(phases[-1] in ("service", "receive") and "send" in phases, of_it)
        is_new = request["call"] != "POST https://api.example.com/post"  # its session has a connection
        expect(("connect" in phases) == is_new, of_it)
        expect(("tls" in phases) == (is_new and "https:" in request["call"]), of_it)
        expect(len(kinds(of_it, "response")) == 1, of_it)


@test
def reports_read_the_trace_of_cpython(case):
    traced(case, CLIENTS, "--latency", "5ms")
    done = case.run("compare", "out.jsonl")
    expect(done.code == 0, str(done))
    contains(done.out, r"All times are measured", r"waiting for reply", r"Task-2 one")
    done = case.run("report", "--table", "requests", "out.jsonl", "--format", ".csv")
    expect(done.code == 0 and len(done.out.strip().split("\n")) == 11, str(done))


TASKS = """
import asyncio

async def worker(lock, queue, done):
    async with lock:
        await asyncio.sleep(0.01)
    await queue.put(1)
    await queue.put(2)
    await done.wait()

async def main():
    lock, queue, done = asyncio.Lock(), asyncio.Queue(1), asyncio.Event()
    first = asyncio.create_task(worker(lock, queue, done), name="first")
    second = asyncio.create_task(asyncio.sleep(60), name="second")
    async with lock:
        await asyncio.sleep(0.05)
    print(await queue.get())
    done.set()
    second.cancel()
    await asyncio.wait([first, second])
    try:
        await asyncio.wait_for(asyncio.Future(), 0.01)
    except asyncio.TimeoutError:
        print("late")
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(print, "in a thread"))

asyncio.run(main())
"""


@test
def a_trace_of_cpython_says_what_tasks_wait_for(case):
    done, events = traced(case, TASKS)
    expect(done.out == "1\nlate\nin a thread\n", str(done))
    lanes = {event["task"]: event["lane"] for event in kinds(events, "created")}
    waits = {name: [event["for"] for event in kinds(events, "suspend") if event.get("lane") == lane]
             for name, lane in lanes.items()}
    expect(waits["first"] == ["lock", "sleep", "queue_put"], waits)  # main() is first to take the lock
    expect(waits["second"] == ["sleep"], waits)
    expect(waits["Task-1"] == ["sleep", "queue_get", "gather", "timeout", "timeout", "group"], waits)
    of_second = [event["ev"] for event in events if event.get("lane") == lanes["second"]]
    expect(of_second[-2:] == ["step", "cancelled"], events)
    steps = [event["ev"] for event in events
             if event.get("lane") == lanes["first"] and event["ev"] in ("step", "suspend", "wake", "done")]
    expect(steps == ["step", "suspend", "wake"] * 3 + ["step", "done"], steps)
    expect(kinds(events, "print")[0]["line"] == 17, events)
    expect(events[-1]["ev"] == "exit" and events[-1]["code"] == 0, events)


THREADS = """
import queue, threading, time
from concurrent.futures import ThreadPoolExecutor

items, lock = queue.Queue(), threading.Lock()

def work():
    items.get()
    with lock:
        pass

lock.acquire()
thread = threading.Thread(target=work)
thread.start()
time.sleep(0.05)
items.put(1)
time.sleep(0.05)
lock.release()
thread.join()
with ThreadPoolExecutor(1) as pool:
    print(pool.submit(time.sleep, 0.02).result())
"""


@test
def a_trace_of_cpython_says_what_threads_wait_for(case):
    done, events = traced(case, THREADS)
    expect(done.out == "None\n", str(done))
    lanes = [event["thread"] for event in kinds(events, "thread")]
    expect(lanes == ["MainThread", "Thread-1 (work)", "ThreadPoolExecutor-0_0"], lanes)
    waits = [[(event["for"], event.get("by")) for event in kinds(events, "unblock") if event.get("lane") == lane]
             for lane in range(3)]
    expect([wait for wait in waits[0] if wait[0] != "future"] ==
           [("sleep", None), ("sleep", None), ("thread", 1), ("thread", 2)], waits)
    expect(waits[1] == [("queue_get", 0), ("lock", 0)], waits)
    expect(waits[2][0] == ("sleep", None), waits)


@test
def cpythons_tracebacks_and_exit_codes_are_its_own(case):
    text = "import asyncio\n\nasync def main():\n    raise ValueError('no')\n\nasyncio.run(main())\n"
    ours, theirs = on_cpython(case, text, "--trace", "out.jsonl"), case.cpython(text)
    expect(ours.code == 1 and ours.out == "" and ours.err == theirs.err, f"{ours}\n{theirs}")
    done = on_cpython(case, "import sys\nsys.exit(int(sys.argv[1]))\n")
    expect(done.code == 1, str(done))  # the index error of a missing argument
    case.file("seven.py", "import sys\nN = 1\nsys.exit(int(sys.argv[1]) + N)\n")
    done = case.run("run", "-q", "--engine", "cpython", "--set", "N=3", "seven.py", "4", env=DEBIANS)
    expect(done.code == 7 and done.err == "", str(done))
    with open(case.folder / "seven.py", "rb") as stdin:
        done = case.run("run", "-q", "--engine", "cpython", "-", "6", env=DEBIANS, stdin=stdin)
    expect(done.code == 7 and done.err == "", str(done))
    for engine in ("cpython", "cpython-sim"):
        done = case.run("run", "-q", "--engine", engine, "--trace", "out.jsonl", "seven.py", "-2", env=DEBIANS)
        expect(done.code == 255 and read_trace(case, "out.jsonl")[-1]["code"] == 255, str(done))
    done = case.run("run", "-q", "--engine", "cpython", "--set", "M=3", "seven.py", env=DEBIANS)
    expect(done.code == 2 and "could not set M" in done.err, str(done))


@test
def hosts_that_fail_do_so_on_cpython(case):
    done, events = traced(case, """
import asyncio, aiohttp, httpx, requests

async def main():
    async with aiohttp.ClientSession() as session:
        for host in ("closed", "broken"):
            try:
                await session.get(f"http://{host}.example/")
            except aiohttp.ClientError as error:
                print(type(error).__name__)
    async with httpx.AsyncClient() as client:
        try:
            await client.get("http://closed.example/")
        except httpx.HTTPError as error:
            print(type(error).__name__)
        try:
            await client.get("http://silent.example/", timeout=0.1)
        except httpx.HTTPError as error:
            print(type(error).__name__)

asyncio.run(main())
try:
    requests.get("http://closed.example/")
except requests.RequestException as error:
    print(type(error).__name__)
print(requests.get("http://busy.example/").status_code)
""", "--host", "closed.example fail connect", "--host", "broken.example latency 5ms fail reset",
                          "--host", "silent.example fail timeout", "--host", "busy.example latency 5ms status 503")
    expect(done.out.split() == ["ClientConnectorError", "ServerDisconnectedError", "ConnectError", "ReadTimeout",
                                "ConnectionError", "503"] or
           done.out.split()[1] == "ClientOSError", str(done))
    failures = [event["error"] for event in kinds(events, "request_failed")]
    expect(failures == ["connect", "reset", "connect", "read timeout", "connect"], failures)


@test
def a_library_that_python3_lacks_is_named_with_its_package(case):
    case.file("sitecustomize.py", "import sys\nsys.path[:] = [path for path in sys.path if 'packages' not in path]\n")
    bare = {"PYTHONPATH": str(case.folder)}
    done = on_cpython(case, "import httpx\n", "--trace", "out.jsonl", env=bare)
    expect(done.code == 122 and done.out == "", str(done))
    contains(done.err, r"^meanwhile: could not run program\.py on python3: it needs httpx "
                       r"\(Debian: python3-httpx; pip: httpx\)\n$")
    done = on_cpython(case, "import aiohttp\nfrom requests import get\n", env=bare)
    contains(done.err, r"it needs aiohttp and requests \(Debian: python3-aiohttp python3-requests; pip: ")
    done = on_cpython(case, "import nowhere\n", env=bare)
    expect(done.code == 1, str(done))
    contains(done.err, r"ModuleNotFoundError: No module named 'nowhere'\n$")


@test
def without_python3_there_is_one_message(case):
    (case.folder / "bin").mkdir()
    done = on_cpython(case, "print(1)\n", env={"PATH": str(case.folder / "bin")})
    expect(done.code == 122 and done.out == "", str(done))
    contains(done.err, r"^meanwhile: could not run program\.py on python3: there is none in PATH "
                       r"\(Debian: python3\)\n$")


@test
def another_version_of_python3_is_warned_about(case):
    case.file("sitecustomize.py", "import sys\nsys.version_info = (3, 13, 1, 'final', 0)\n")
    done = on_cpython(case, "print(1)\n", env={"PYTHONPATH": str(case.folder)})
    expect(done.code == 0 and done.out == "1\n", str(done))
    contains(done.err, r"^meanwhile: this python3 is 3\.13, the oracle is 3\.11: output may differ\n$")


@test
def a_program_that_never_ends_is_stopped_and_its_trace_kept(case):
    done, events = traced(case, "import time\nprint('begun')\nwhile True:\n    time.sleep(0.05)\n",
                          "--limit-time", "500ms", code=120)
    expect(done.out == "begun\n", str(done))
    contains(done.err, r"^meanwhile: the budget of 0\.5 s of real time is used up")
    expect([event["ev"] for event in events[-2:]] == ["limit", "exit"] and events[-1]["code"] == 120, events[-3:])
    expect(kinds(events, "block"), events)


@test
def the_budgets_of_calls_and_events_stop_cpython(case):
    text = "import requests\nfor number in range(9):\n    print(requests.get('http://a.example/').status_code)\n"
    done, events = traced(case, text, "--latency", "1ms", "--limit-events", "30", code=120)
    contains(done.err, r"^meanwhile: the trace is full \(--limit-events raises the budget\)\n$")
    expect(30 <= len(events) <= 33 and events[-1]["code"] == 120, events)
    done, events = traced(case, text, "--latency", "1ms", "--limit-calls", "3", code=120)
    expect(done.out == "200\n" * 3 and len(kinds(events, "response")) == 3, str(done))
    contains(done.err, r"^meanwhile: the budget of 3 calls is used up\n$")
    done = on_cpython(case, text, "--latency", "1ms", "--limit-calls", "3")
    expect(done.code == 120 and done.out == "200\n" * 3, str(done))


@test
def live_connections_go_where_the_program_says(case):
    done = on_cpython(case, """
import http.server, threading, urllib.request

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"live")

    def log_message(self, *arguments):
        pass

server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
for _ in range(9):
    print(urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/").read().decode())
""", "--live", "--limit-calls", "4", env={"http_proxy": ""})
    expect(done.code == 120 and done.out == "live\n" * 4, str(done))
    contains(done.err, r"^meanwhile: note: requests go to the internet, 4 at most\n",
             r"the budget of 4 calls is used up")


def begun(case, text, *options):
    """The program running, and what it printed first."""
    case.file("program.py", text)
    process = subprocess.Popen([case.meanwhile, "run", "-q", "--engine", "cpython", "--trace", "out.jsonl", *options,
                                "program.py"], cwd=case.folder, env={**case.env, **DEBIANS}, start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return process, process.stdout.readline().decode()


def ended(case, process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode(), read_trace(case, "out.jsonl")[1:]


@test
def ctrl_c_interrupts_cpython_and_the_trace_is_kept(case):
    process, _ = begun(case, "import asyncio\nprint('begun', flush=True)\nasyncio.run(asyncio.sleep(60))\n")
    time.sleep(0.2)
    os.kill(process.pid, signal.SIGINT)  # it passes it on; a terminal would send it to both
    code, _, err, events = ended(case, process)
    expect(code == 130 and "KeyboardInterrupt" in err, err)
    expect(events[-1]["ev"] == "exit" and events[-1]["code"] == 130, events)
    expect(kinds(events, "suspend", "idle"), events)


@test
def a_python3_that_is_killed_leaves_its_trace(case):
    process, pid = begun(case, "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(60)\n")
    os.kill(int(pid), signal.SIGKILL)
    code, _, err, events = ended(case, process)
    expect(code == 122, err)
    contains(err, r"meanwhile: python3 was ended by signal 9 \(Killed\)")
    expect(events[-1]["code"] == 122 and kinds(events, "block", "print"), events)


@test
def when_the_server_is_killed_clients_fail_and_nothing_hangs(case):
    process, parent = begun(case, """
import asyncio, os, aiohttp

async def one(session):
    try:
        await session.get("http://a.example/")
    except aiohttp.ClientError as error:
        return "failed"

async def main():
    async with aiohttp.ClientSession() as session:
        print(os.getppid(), os.getpid(), flush=True)
        print(await asyncio.gather(*(one(session) for _ in range(5))))

asyncio.run(main())
""", "--latency", "30s")
    parent, own = map(int, parent.split())
    children = pathlib.Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    [server] = [int(child) for child in children if int(child) != own]
    time.sleep(0.3)
    os.kill(server, signal.SIGKILL)
    code, out, err, events = ended(case, process)
    expect(code == 122 and out == f"{['failed'] * 5}\n", f"{out} {err}")
    contains(err, r"meanwhile: the latency server has died")
    expect(len(kinds(events, "request_failed")) == 5, events)


@test
def a_server_of_the_programs_own_is_reached(case):
    done = on_cpython(case, """
import asyncio

async def answer(reader, writer):
    writer.write(b"own " + await reader.readline())
    writer.close()

async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for host in ("127.0.0.1", "localhost"):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(b"line\\n")
        print((await reader.read()).decode().strip())
        writer.close()

asyncio.run(main())
""")
    expect(done.code == 0 and done.out == "own line\nown line\n", str(done))


@test
def worker_processes_are_led_to_the_server_and_spare_the_record(case):
    done, events = traced(case, """
from concurrent.futures import ProcessPoolExecutor
import requests

def ask(number):
    return requests.get(f"http://a{number % 3}.example/{number}").json()["url"]

if __name__ == "__main__":
    with ProcessPoolExecutor(3) as pool:
        print(sorted(pool.map(ask, range(12)))[:2])
    print("after", requests.get("http://b.example/").status_code)
""", "--latency", "2ms")
    expect(done.out == "['http://a0.example/0', 'http://a0.example/3']\nafter 200\n", str(done))
    expect([event["call"] for event in kinds(events, "request")] == ["GET http://b.example/"], events)
    expect(events[-1]["ev"] == "exit", events)


@test
def the_programs_own_streams_are_recorded(case):
    done, events = traced(case, """
import logging, sys
logging.basicConfig(format="%(message)s")
logging.warning("logged")
print("one", "two", 3, file=sys.__stdout__)
print("half", end=" ")
sys.stdout.write("line\\n")
print("no end", end="")
""")
    expect(done.out == "one two 3\nhalf line\nno end" and done.err == "logged\n", str(done))
    printed = [(event["fd"], event["text"], event.get("line")) for event in kinds(events, "print")]
    expect(printed == [(2, "logged\n", 4), (1, "one two 3\n", 5), (1, "half ", 6), (1, "line\n", 7),
                       (1, "no end", 8)], printed)


@test
def a_world_with_clients_of_its_own_is_refused_on_cpython(case):
    done = on_cpython(case, "# meanwhile: load a.example/ clients 3 each 2\nprint(1)\n")
    expect(done.code == 2 and done.out == "", str(done))
    contains(done.err, r"the cpython engine runs programs only")


@test
def the_same_seed_gives_cpython_the_same_random_numbers(case):
    text = "import random\nprint([random.random() for _ in range(3)])\n"
    first, again, other = (on_cpython(case, text, "--seed", seed).out for seed in ("7", "7", "8"))
    expect(first == again != other and first == case.program(text, "--seed", "7").out, f"{first} {again} {other}")
