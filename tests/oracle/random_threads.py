#!/usr/bin/python3
"""Writes random programs of threads and compares the engine's machine with the shim's.

    tests/oracle/random_threads.py [--build build] [--count 30] [--seed 1] [--keep DIR]

Each program is some threads that compute, sleep, take locks, pass items, wait for events and start further threads, in a
random order and for random times that often tie; it prints what happens when. The rules of the machine are
written twice, in src/sim/machine.h and in assets/shim/machine.py: both must tell the same story. A
program that differs is shown with its seed; --keep writes such programs to a folder. The last line is
`N passed, N failed`."""

import argparse
import difflib
import pathlib
import random
import subprocess
import sys
import tempfile

HEAD = """\
import asyncio, queue, threading, time
from concurrent.futures import ThreadPoolExecutor
from meanwhile import cpu

locks = [threading.Lock() for _ in range(2)]
gate = threading.Event()
items = queue.Queue(2)
slots = threading.Semaphore(2)

def say(*what):
    print(f"{time.perf_counter():.4f}", threading.current_thread().name, *what)

async def ticks(count, pause):
    for n in range(count):
        await asyncio.sleep(pause)
        say("tick", n)
"""


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = [HEAD]

    def ms(self):
        return self.random.choice([0, 1, 2, 3, 5, 5, 7, 10, 12, 0.25]) / 1000

    def action(self, depth, workers):
        kind = self.random.choice(["cpu", "cpu", "sleep", "lock", "put", "get", "gate", "slots", "start",
                                   "pool", "loop"])
        if kind == "cpu":
            return [f"cpu({self.ms()})", "say('computed')"]
        if kind == "sleep":
            return [f"time.sleep({self.ms()})", "say('slept')"]
        if kind == "lock":
            return [f"with locks[{self.random.randrange(2)}]:", f"    cpu({self.ms()})",
                    f"    time.sleep({self.ms()})", "say('unlocked')"]
        if kind == "put":
            return ["try:", f"    items.put('x', timeout={self.ms()})", "    say('put')",
                    "except queue.Full:", "    say('full')"]
        if kind == "get":
            return ["try:", f"    say(items.get(timeout={self.ms()}))", "except queue.Empty:",
                    "    say('empty')"]
        if kind == "gate":
            return [f"say(gate.wait({self.ms()}))", "gate.set()" if self.random.random() < 0.5
                    else "gate.clear()"]
        if kind == "slots":
            return ["with slots:", f"    cpu({self.ms()})", "say('slot')"]
        if kind == "start" and workers:
            return [f"t = threading.Thread(target={self.random.choice(workers)})", "t.start()",
                    "say('started')"] + (["t.join()", "say('joined')"] * self.random.randrange(2))
        if kind == "pool" and depth == 0:
            return ["with ThreadPoolExecutor(2) as pool:",
                    f"    list(pool.map(cpu, [{self.ms()}, {self.ms()}, {self.ms()}]))", "say('pool')"]
        if kind == "loop" and depth == 0:
            return ["async def main():",
                    f"    await asyncio.gather(ticks(3, {self.ms()}), asyncio.to_thread(cpu, {self.ms()}))",
                    f"    cpu({self.ms()})", "asyncio.run(main())", "say('loop')"]
        return ["say('nothing')"]

    def function(self, name, depth, workers, count):
        self.lines.append(f"\ndef {name}():")
        for _ in range(count):
            self.lines += ["    " + line for line in self.action(depth, workers)]

    def program(self):
        workers = []
        for n in range(self.random.randrange(2, 5)):
            self.function(f"worker{n}", 1, workers, self.random.randrange(2, 6))
            workers.append(f"worker{n}")
        self.function("top", 0, workers, self.random.randrange(3, 9))
        self.lines.append("\ntop()\nsay('end')")
        return "\n".join(self.lines) + "\n"


def run(meanwhile, path, machine, engine):
    done = subprocess.run([meanwhile, "run", "-q", "--engine", engine, "--machine", machine, path],
                          capture_output=True, text=True, timeout=60)
    return done.stdout + f"exit {done.returncode}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build")
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    meanwhile = str(pathlib.Path(options.build).resolve() / "meanwhile")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(options.seed, options.seed + options.count):
            path = pathlib.Path(folder) / f"threads_{seed}.py"
            path.write_text(Writer(seed).program())
            machine = random.Random(seed).choice(["switch 5ms", "switch 2ms", "step 300us", "switch 1ms"])
            ours, theirs = (run(meanwhile, str(path), machine, engine)
                            for engine in ("sim", "cpython-sim"))
            if ours != theirs:
                failed += 1
                print(f"FAILED seed {seed}, machine {machine}")
                lines = difflib.unified_diff(theirs.splitlines(), ours.splitlines(), "shim", "engine", lineterm="")
                print("\n".join(list(lines)[:14]))
                if options.keep:
                    options.keep.mkdir(exist_ok=True)
                    (options.keep / path.name).write_text(path.read_text())
    print(f"{options.count - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
