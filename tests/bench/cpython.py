"""usage: cpython.py [--build DIR] [--runs N]

What recording costs a program on python3: the same programs by `--engine cpython` with a trace and without,
and by python3 alone where no server is needed. Each measures itself, and says how long one of its turns took;
figures are medians of N runs of each in turn. The cost of an event is the difference between the two, by the
number of events in the trace."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PYTHON = "/usr/bin/python3"

TURNS = """
import asyncio, json, time

async def worker():
    for _ in range(100):
        await asyncio.sleep({sleep})

async def main():
    began = time.process_time()
    await asyncio.gather(*(worker() for _ in range(200)))
    print(json.dumps({{"cpu_seconds": time.process_time() - began}}))

asyncio.run(main())
"""

# what it shows, program, how many turns it takes, whether python3 alone can run it
SCENARIOS = [
    ("a task's step, sleep(0)", TURNS.format(sleep=0), 20_000, True),
    ("a task's step, sleep(1 ms)", TURNS.format(sleep=0.001), 20_000, True),
    ("a request by aiohttp", (ROOT / "assets/race/race_aiohttp.py").read_text(), 100, False),
    ("a request by httpx", (ROOT / "assets/race/race_httpx.py").read_text(), 100, False),
    ("a request by requests", (ROOT / "assets/race/race_requests.py").read_text(), 100, False),
]


def cpu_of(command, folder):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True,
                          env={**os.environ, "PATH": f"{os.path.dirname(PYTHON)}:{os.environ['PATH']}"})
    if done.returncode != 0:
        raise SystemExit(f"cpython: {' '.join(command)} ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout.strip().split("\n")[-1])["cpu_seconds"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    meanwhile = [str(arguments.build.resolve() / "meanwhile"), "run", "-q", "--latency", "20ms", "--engine", "cpython"]
    print(f"\n{'processor time on python3, us':32}{'alone':>9}{'engine':>9}{'recorded':>10}{'events':>8}{'an event':>10}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for what, text, turns, is_plain in SCENARIOS:
            (folder / "program.py").write_text(text)
            commands = {"engine": [*meanwhile, "program.py"],
                        "recorded": [*meanwhile, "--trace", "out.jsonl", "program.py"]}
            if is_plain:
                commands["alone"] = [PYTHON, "program.py"]
            samples = {kind: [] for kind in commands}
            for _ in range(arguments.runs):
                for kind, command in commands.items():
                    samples[kind].append(cpu_of(command, folder) * 1e6 / turns)
            took = {kind: statistics.median(values) for kind, values in samples.items()}
            events = (sum(1 for _ in open(folder / "out.jsonl")) - 1) / turns
            alone = f"{took['alone']:9.1f}" if is_plain else f"{'-':>9}"
            print(f"{what:32}{alone}{took['engine']:9.1f}{took['recorded']:10.1f}{events:8.1f}"
                  f"{(took['recorded'] - took['engine']) / events:10.2f}")


if __name__ == "__main__":
    main()
