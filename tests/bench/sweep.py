"""usage: sweep.py [--build DIR] [--runs N]

Runs a second of `meanwhile sweep` over programs of a hundred calls: with one process, by the processor time
that all of it took, and with a process a core, by the clock on the wall. Compiling, running, recording,
measuring and writing the table are in it. The last column says how long 10,000 runs take on two cores, by
the processor time."""

import argparse
import os
import pathlib
import sys
import tempfile

from timing import times_of

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

PROGRAMS = {
    "100 calls of asyncio.sleep": """
import asyncio

CALLS = 100

async def call():
    await asyncio.sleep(0.1)

async def main():
    await asyncio.gather(*(call() for _ in range(CALLS)))

asyncio.run(main())
""",
    "100 calls of requests.get": """
import requests

CALLS = 100

for n in range(CALLS):
    requests.get(f"https://api.example.com/items/{n}")
""",
    "100 calls of httpx, 10 at once": (ROOT / "assets/demo/limited.py").read_text(),
}


def sweep(meanwhile, runs, path, *options):
    return times_of([meanwhile, "sweep", "--latency", "normal(100ms, 30ms)", "--seeds", f"1..{runs}",
                     *options, path])


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--runs", type=int, default=1000)
    arguments = parser.parse_args()
    meanwhile = str(arguments.build.resolve() / "meanwhile")
    print(f"\nsweep, {arguments.runs:,} runs{'':<14}{'runs a second of processor':>28}"
          f"{f'of real time, {os.cpu_count()} cores':>28}{'10,000 on two cores':>22}")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in PROGRAMS.items():
            path = pathlib.Path(folder) / "program.py"
            path.write_text(text)
            _, processor = sweep(meanwhile, arguments.runs, path, "--jobs", "1")
            wall, _ = sweep(meanwhile, arguments.runs, path)
            print(f"{name:<33}{arguments.runs / processor:>24,.0f}{arguments.runs / wall:>28,.0f}"
                  f"{5000 * processor / arguments.runs:>20.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
