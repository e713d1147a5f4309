"""usage: fuzz.py --build DIR --seconds N [--libfuzzer]

Runs every fuzz target for N seconds, all at once, on seeds made from the test programs, and closes with
`N passed, N failed`. With --libfuzzer the targets have libFuzzer inside (`make fuzz`), otherwise
tests/fuzz/replay.c (`make test`). A finding is kept in DIR/fuzzing/NAME/ and its path is printed."""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SEED_BYTES_MAX = 32 * 1024
SMOKE_SEEDS_MAX = 150  # without libFuzzer each is run once: a spread over all is enough
INPUT_SECONDS_MAX = 30
GRACE_SECONDS = 180

# One of each rule of the world grammar, and a few that must be refused.
WORLDS = """
host * latency 100ms
host api.example.com:8080/users/* latency uniform(50ms, 150ms)
host slow rtt 20ms servers 4 queue 10 bandwidth 10Mbit size 20kB
host a latency normal(100ms, 20ms) status 503 5% fail connect 1% fail timeout 0.5%
host b latency lognormal(80ms, 0.5) rate 10/s
host c latency exponential(1s) body '{"id": 1, "name": "x"}'
host d latency pareto(10ms, 1.5)
host e latency replay(1s, 2s, 3ms, 4us, 5ns)
host f latency empirical(times.csv)
machine cores 4 gil on switch 5ms step 50us instruction 10ns
tune CALLS 1..500 10
tune latency api 10ms..2s
seed 7
load api/users clients 4 each 10
arrivals api/users 200/s for 10s
host * latency -1s
host latency
nonsense
seed 99999999999999999999999999
host * latency uniform(1s
""".strip().split("\n")

# A small run with most kinds of events, for the time when nothing can be run to get a trace.
TRACE = """
{"format": "meanwhile trace", "version": 1, "program": "a.py", "engine": "sim", "seed": 0, "world": "", "source": ""}
{"t": 0, "ev": "thread", "lane": 0, "thread": "MainThread"}
{"t": 0, "ev": "loop_start", "lane": 0, "thread": "MainThread"}
{"t": 0, "ev": "created", "lane": 1, "task": "Task-1", "call": "main()", "by": 0, "on": 0, "line": 9}
{"t": 0, "ev": "turn", "lane": 0, "thread": "MainThread", "ready": 1}
{"t": 0, "ev": "step", "lane": 1, "task": "Task-1", "line": 4}
{"t": 0, "ev": "created", "lane": 2, "task": "worker", "call": "fetch(3)", "by": 1, "on": 0, "line": 5}
{"t": 0, "ev": "suspend", "lane": 1, "task": "Task-1", "for": "task", "of": 2, "line": 5}
{"t": 0, "ev": "step", "lane": 2, "task": "worker", "line": 1}
{"t": 0, "ev": "request", "lane": 2, "task": "worker", "call": "GET https://h/", "request": 1, "line": 2}
{"t": 0, "ev": "phase", "lane": 2, "task": "worker", "phase": "connect", "request": 1}
{"t": 0, "ev": "suspend", "lane": 2, "task": "worker", "for": "request", "request": 1, "line": 2}
{"t": 0, "ev": "idle", "lane": 0, "thread": "MainThread", "until": 5000000}
{"t": 5000000, "ev": "response", "lane": 2, "task": "worker", "status": 200, "request": 1}
{"t": 5000000, "ev": "wake", "lane": 2, "task": "worker", "for": "request", "request": 1}
{"t": 5000000, "ev": "step", "lane": 2, "task": "worker", "line": 2}
{"t": 5000000, "ev": "print", "lane": 2, "task": "worker", "fd": 1, "text": "x\\n", "line": 3}
{"t": 5000000, "ev": "done", "lane": 2, "task": "worker"}
{"t": 5000000, "ev": "wake", "lane": 1, "task": "Task-1", "for": "task", "by": 2}
{"t": 5000000, "ev": "step", "lane": 1, "task": "Task-1", "line": 5}
{"t": 5000000, "ev": "done", "lane": 1, "task": "Task-1"}
{"t": 5000000, "ev": "loop_end", "lane": 0, "thread": "MainThread", "of": 1}
{"t": 5000000, "ev": "exit", "code": 0}
""".lstrip()


def program_files():
    files = [*(ROOT / "tests/programs").glob("*/*.py"), *(ROOT / "assets/demo").glob("*.py")]
    return sorted(path for path in files if path.stat().st_size <= SEED_BYTES_MAX)


def seeds_source():
    for path in program_files():
        yield path.read_bytes()


def seeds_world():
    yield from (line.encode() for line in WORLDS)
    yield "\n".join(WORLDS[:13]).encode()
    lines = set()
    for path in program_files():
        found = re.findall(rb"^# meanwhile: .*$", path.read_bytes(), re.M)
        lines.update(line.removeprefix(b"# meanwhile: ") for line in found)
    yield from sorted(lines)


def seeds_har():
    def entry(start, url, **timings):
        return {"startedDateTime": f"2024-05-01T12:00:{start}Z", "timings": timings,
                "request": {"method": "GET", "url": url}, "response": {"status": 200}}

    page = [entry("00.000", "https://a.org/", dns=1.5, connect=20, ssl=9, send=0.1, wait=80, receive=2),
            entry("00.090", "https://a.org/x.js", blocked=12, wait=30, receive=-1),
            entry("00.090", "http://b.org:8080/y", connect=-1, wait=1e3), entry("59.5", "data:,x")]
    archives = [{"log": {"version": "1.2", "entries": page[:count]}} for count in range(len(page) + 1)]
    return [json.dumps(archive).encode() for archive in archives] + [b"[" * 3000]


def seeds_lesson():
    """The lessons, and each of their blocks alone, which the target puts behind a front matter."""
    blocks = set()
    for path in sorted((ROOT / "lessons").glob("*.md")):
        yield path.read_bytes()[:SEED_BYTES_MAX]
        blocks.update(re.findall(rb"^```(?!python).*?^```\n", path.read_bytes(), re.M | re.S)[::3])
    yield from sorted(blocks)
    yield b"```watch\nrun: p\nstop: when done main #2 in p #1\nlook: loop | lanes a, b\nsay: *x*\nspeed: 2\n```\n"
    yield b"```expect\np.makespan ~= 0.9 * p.done(main) within 5%\np.output.line(2) contains \"1\"\n```\n"
    yield b"> " * 300 + b"\n1. a\n   - b\n\n|x|y|\n|:-|-:|\n|1|[a](b.md)|\n\n&#27; <b>x</b> <!-- y -->\n"


# Of each way to send a body, and some that must be refused; the first byte says how they are cut.
REQUESTS = [
    "GET /api.org/a?b=c HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAccept: */*\r\n\r\n",
    "GET http://api.org/ HTTP/1.0\nConnection: keep-alive\n\nHEAD /2 HTTP/1.0\n\n",
    "POST /post HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabcGET / HTTP/1.1\r\n",
    "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "CONNECT api.org:443 HTTP/1.1\r\nHost: api.org:443\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]


def seeds_request():
    yield from (bytes([number]) + request.encode() for number, request in enumerate(REQUESTS))
    yield b"\x07" + "".join(REQUESTS[:4]).encode()


# The same from elsewhere: names of states and others, nested, crossing, never ended, and out of order.
CHROME_TRACE = """
[{"ph":"M","name":"process_name","pid":1,"args":{"name":"a"}}, {"ph":"M","name":"thread_name","pid":1,"tid":"w",
"args":{"name":"Task-3 fetch"}}, {"ph":"B","name":"outer","pid":1,"tid":"w","ts":5}, {"ph":"B","name":"sleeping",
"pid":1,"tid":"w","ts":7.5,"args":{"line":3}}, {"ph":"E","pid":1,"tid":"w","ts":9}, {"ph":"X","name":"LOOP BLOCKED",
"pid":2,"tid":2,"ts":6,"dur":100000}, {"ph":"X","name":"waiting for a lock","pid":2,"tid":2,"ts":1,"dur":7},
{"ph":"i","name":"running","pid":2,"tid":2,"ts":6,"s":"t"}, {"ph":"B","name":"ready","pid":2,"tid":3,"ts":8}]
"""


def seeds_trace(build):
    """Traces of test programs; there are none while nothing can run them."""
    meanwhile = build / "meanwhile"
    if not meanwhile.exists():
        meanwhile = build.parent / "meanwhile"
    if meanwhile.exists():
        for path in program_files()[::10]:
            target = build / "fuzzing" / "seed.jsonl"
            subprocess.run([meanwhile, "run", "-q", "--trace", target, path], cwd=ROOT,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, timeout=60)
            if target.exists():
                yield target.read_bytes()[:SEED_BYTES_MAX]
                target.unlink()
    yield TRACE.encode()
    yield CHROME_TRACE.encode()


def write_seeds(name, build, folder):
    seeds = {"source": seeds_source, "compile": seeds_source, "world": seeds_world,
             "har": seeds_har, "lesson": seeds_lesson, "page": seeds_lesson,
             "request": seeds_request,
             "trace": lambda: seeds_trace(build),
             "scene": lambda: seeds_trace(build)}.get(name, lambda: [b"\n"])
    paths = []
    for number, seed in enumerate(seeds()):
        path = folder / f"seed-{number:04}"
        path.write_bytes(seed)
        paths.append(path)
    return paths


def start(name, build, seconds, libfuzzer):
    """(process, file with its output)"""
    folder = build / "fuzzing" / name
    shutil.rmtree(folder / "seeds", ignore_errors=True)
    (folder / "seeds").mkdir(parents=True)
    (folder / "corpus").mkdir(exist_ok=True)
    seeds = write_seeds(name, build, folder / "seeds")
    target = build / "tests/fuzz" / f"fuzz_{name}"
    if libfuzzer:
        command = [target, f"-max_total_time={seconds}", f"-timeout={INPUT_SECONDS_MAX}",
                   "-rss_limit_mb=4096", "-max_len=16384", "-print_final_stats=1",
                   f"-artifact_prefix={folder}/", folder / "corpus", folder / "seeds"]
    else:
        chosen = seeds[::max(1, len(seeds) // SMOKE_SEEDS_MAX)]
        command = [target, str(seconds), folder / "input", *chosen]
    env = dict(os.environ)
    env.setdefault("ASAN_OPTIONS", "detect_leaks=1:allocator_may_return_null=1")
    log = open(folder / "log", "wb")
    process = subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL,
                               stdout=log, stderr=subprocess.STDOUT)
    return process, folder / "log"


def kept_input(folder, libfuzzer):
    if libfuzzer:
        found = [*folder.glob("crash-*"), *folder.glob("leak-*"), *folder.glob("timeout-*"),
                 *folder.glob("oom-*")]
        return max(found, key=lambda path: path.stat().st_mtime, default=None)
    path = folder / "input"
    if not path.exists():
        return None
    head, _, rest = path.read_bytes().partition(b"\n")
    finding = folder / "crash-input"
    finding.write_bytes(rest[:int(head or 0)])
    return finding


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--libfuzzer", action="store_true")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    names = [path.stem.removeprefix("fuzz_") for path in sorted(HERE.glob("fuzz_*.c"))]
    running = {name: start(name, build, arguments.seconds, arguments.libfuzzer) for name in names}
    end = time.monotonic() + arguments.seconds + GRACE_SECONDS
    failed = 0
    for name, (process, log) in running.items():
        try:
            code = process.wait(max(1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            code = f"{process.wait()}, killed because it did not end"
        text = log.read_text(errors="replace")
        if code == 0:
            last = [line for line in text.split("\n") if "inputs as they" in line or "Done " in line]
            print(f"fuzz {name}: {last[-1] if last else 'done'}")
            continue
        failed += 1
        lines = text.strip().split("\n")
        print(f"FAILED fuzz {name}, ended with {code}; the input: "
              f"{kept_input(log.parent, arguments.libfuzzer)}")
        print("\n".join(lines[-60:]))
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
