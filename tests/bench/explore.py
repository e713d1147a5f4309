"""usage: explore.py [--build DIR] [--runs N]

Runs a second of `meanwhile explore` on small programs: with one process, by the processor time that all of it
took, and with a process a core, by the clock on the wall. Compiling, running and comparing are in it; nothing
is recorded."""

import argparse
import os
import pathlib
import sys
import tempfile

from timing import times_of

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

PROGRAMS = {
    "two tasks and a tie": """
import asyncio

async def note(n):
    await asyncio.sleep(0.1)

async def main():
    await asyncio.gather(note(1), note(2))

asyncio.run(main())
""",
    "a ticket shop over httpx": (ROOT / "assets/demo/tickets.py").read_text(),
    "two threads that count": """
import threading

count = 0

def plus_one(n):
    return n + 1

def work():
    global count
    for _ in range(20):
        count = plus_one(count)

threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
""",
}


def explore(meanwhile, runs, path, *options):
    return times_of([meanwhile, "explore", "--runs", str(runs), *options, path], (0, 1))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--runs", type=int, default=2000)
    arguments = parser.parse_args()
    meanwhile = str(arguments.build.resolve() / "meanwhile")
    print(f"\nexplore, {arguments.runs:,} runs{'':<12}{'runs a second of processor':>28}"
          f"{f'of real time, {os.cpu_count()} cores':>28}")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in PROGRAMS.items():
            path = pathlib.Path(folder) / "program.py"
            path.write_text(text)
            _, processor = explore(meanwhile, arguments.runs, path, "--jobs", "1")
            wall, _ = explore(meanwhile, arguments.runs, path)
            print(f"{name:<33}{arguments.runs / processor:>24,.0f}{arguments.runs / wall:>28,.0f}",
                  flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
