"""usage: bench.py [--build DIR] [--runs N] [--only NAME]... [--ours]

Speed and memory of our engine beside CPython's, for the same programs on the same kind of virtual clock in
the same call. The time of a workload is the processor time of the whole process (user + system, from
wait4) less that of a program that does nothing: the virtual clock hides real time from the programs, and
processor time is steady on a busy machine. Our engine records no trace. Times are medians of N runs
(CPython: one run when it takes longer than SLOW_SECONDS); memory is the largest resident set less that of
the program that does nothing. Both engines must print the same, or the row says so."""

import argparse
import math
import os
import pathlib
import re
import statistics
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SLOW_SECONDS = 3.0
PYTHON = "/usr/bin/python3"

# name, file, constants in it, at most (s), at most (bytes a task, or bytes in all), tasks counted
WORKLOADS = [
    ("10^6 sleep(0), 1 task", "sleep_zero", {"TASKS": 1, "TURNS": 1_000_000}, 0.07, None),
    ("10^6 sleep(0), 1,000 tasks", "sleep_zero", {"TASKS": 1000, "TURNS": 1000}, 0.07, None),
    ("10^5 tasks x 10 random sleeps", "random_sleeps", {}, 0.35, None),
    ("10^6 items through Queue(100)", "queue_items", {}, 0.15, None),
    ("10^5 tasks, Semaphore(100), 1 s", "semaphore", {}, 0.12, ("MB", 60)),
    ("10^6 tasks gathered, 1 s", "gather", {}, 0.8, ("bytes a task", 450)),
    ("sum of i*i over 10^7", "sum_squares", {}, 0.2, None),
    ("fib(30)", "fib", {}, 0.04, None),
]
START_TO_END_SECONDS = 0.005
TASKS = {"semaphore": 100_000, "gather": 1_000_000}

# The curve: as much work in all at every size, so that small sizes are measured as well as large ones.
CURVE_SIZES = [10**3, 10**4, 10**5, 10**6]
CURVE = [("tasks", "gather", "TASKS"), ("timers", "timers", "TIMERS")]


class Failed(Exception):
    pass


class Measured:
    def __init__(self, cpu, wall, peak, output):
        self.cpu, self.wall, self.peak, self.output = cpu, wall, peak, output


def run_once(command, directory):
    """One process from start to end: processor time, real time, largest resident set, output."""
    with open(directory / "out", "wb") as out, open(directory / "err", "wb") as err:
        start = time.monotonic()
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=[
            (os.POSIX_SPAWN_DUP2, out.fileno(), 1), (os.POSIX_SPAWN_DUP2, err.fileno(), 2)])
        _, status, usage = os.wait4(pid, 0)
        wall = time.monotonic() - start
    output = (directory / "out").read_bytes()
    if status != 0:
        errors = (directory / "err").read_text(errors="replace").strip().split("\n")
        raise Failed(f"exit {os.waitstatus_to_exitcode(status)}: {errors[-1][:100]}")
    return Measured(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024, output)


def measure(command, runs, directory):
    """The medians of several runs; of one when that one is slow."""
    all_runs = [run_once(command, directory)]
    while len(all_runs) < runs and all_runs[0].cpu < SLOW_SECONDS:
        all_runs.append(run_once(command, directory))
    return Measured(statistics.median(run.cpu for run in all_runs),
                    statistics.median(run.wall for run in all_runs),
                    max(run.peak for run in all_runs), all_runs[0].output)


def program(name, constants, directory):
    """A workload with other constants, as a file."""
    text = (HERE / "workloads" / f"{name}.py").read_text()
    for constant, value in constants.items():
        text, count = re.subn(rf"^{constant} = .*$", f"{constant} = {value}", text, flags=re.M)
        if count != 1:
            raise SystemExit(f"bench: {name}.py has no constant {constant}")
    path = directory / f"{name}.py"
    path.write_text(text)
    return str(path)


class Bench:
    def __init__(self, meanwhile, runs, directory, ours_only):
        self.directory, self.runs, self.ours_only = directory, runs, ours_only
        self.ours = [str(meanwhile), "run", "-q"]
        self.theirs = [PYTHON, str(HERE / "virtual_clock.py")]
        empty = program("empty", {}, directory)
        self.ours_empty = measure(self.ours + [empty], runs, directory)
        self.theirs_empty = None if ours_only else measure(self.theirs + [empty], runs, directory)

    def row(self, name, constants):
        """(CPython or None, ours or None, what went wrong)"""
        path = program(name, constants, self.directory)
        theirs = None if self.ours_only else measure(self.theirs + [path], self.runs, self.directory)
        try:
            ours = measure(self.ours + [path], self.runs, self.directory)
        except Failed as failed:
            return theirs, None, str(failed)
        if theirs and theirs.output != ours.output:
            return theirs, ours, "prints something else than CPython"
        return theirs, ours, None


def seconds(measured, empty):
    return max(measured.cpu - empty.cpu, 0.0)


def verdict(value, limit):
    return "met" if value <= limit else "MISSED"


def memory_cell(name, measured, empty, limit):
    if measured is None or name not in TASKS:
        return "", ""
    grown = measured.peak - empty.peak
    unit = limit[0] if limit else "bytes a task"
    value = grown / 1e6 if unit == "MB" else grown / TASKS[name]
    return value, f"{value:.0f} {unit}"


def print_table(bench, only):
    print(f"{'workload':<33}{'CPython s':>10}{'ours s':>9}{'ratio':>8}{'at most':>9}  "
          f"{'':<8}memory: CPython, ours, at most")
    for label, name, constants, limit, memory_limit in WORKLOADS:
        if only and name not in only:
            continue
        theirs, ours, wrong = bench.row(name, constants)
        cells = f"{label:<33}"
        cells += f"{seconds(theirs, bench.theirs_empty):>10.3f}" if theirs else f"{'-':>10}"
        if ours is None:
            print(f"{cells}{'-':>9}{'-':>8}{limit:>9.3f}  FAILED  {wrong}", flush=True)
            continue
        ours_seconds = seconds(ours, bench.ours_empty)
        cells += f"{ours_seconds:>9.3f}"
        if theirs:
            cells += f"{seconds(theirs, bench.theirs_empty) / max(ours_seconds, 1e-4):>7.1f}x"
        else:
            cells += f"{'-':>8}"
        cells += f"{limit:>9.3f}  {verdict(ours_seconds, limit):<8}"
        ours_memory, ours_text = memory_cell(name, ours, bench.ours_empty, memory_limit)
        if ours_text:
            theirs_text = memory_cell(name, theirs, bench.theirs_empty, memory_limit)[1] or "-"
            cells += (f"{theirs_text}, {ours_text}, {memory_limit[1]} {memory_limit[0]} "
                      f"{verdict(ours_memory, memory_limit[1])}")
        print(cells + (f"  {wrong}" if wrong else ""), flush=True)


def print_start_to_end(bench):
    """Start-up counts here: the whole process, in real time."""
    theirs, ours, wrong = bench.row("ten_lines", {})
    cells = f"{'ten-line program, start to end':<33}"
    cells += f"{theirs.wall:>10.3f}" if theirs else f"{'-':>10}"
    if ours is None:
        print(f"{cells}{'-':>9}{'-':>8}{START_TO_END_SECONDS:>9.3f}  FAILED  {wrong}")
        return
    cells += f"{ours.wall:>9.4f}"
    cells += f"{theirs.wall / ours.wall:>7.1f}x" if theirs else f"{'-':>8}"
    print(f"{cells}{START_TO_END_SECONDS:>9.3f}  {verdict(ours.wall, START_TO_END_SECONDS)}"
          + (f"  {wrong}" if wrong else ""))


def print_curve(bench):
    """Time per task and per timer as their number grows; n log n doubles it from 10^3 to 10^6."""
    print("\ngrowth, ours: ns for each of n, and as a multiple of the first, beside what n log n allows")
    print(f"{'n':<10}" + "".join(f"{size:>22,}" for size in CURVE_SIZES))
    allowed = [math.log2(size) / math.log2(CURVE_SIZES[0]) for size in CURVE_SIZES]
    print(f"{'n log n':<10}" + "".join(f"{f'{value:.2f}':>22}" for value in allowed))
    for label, name, constant in CURVE:
        cells, first = "", None
        for size in CURVE_SIZES:
            rounds = CURVE_SIZES[-1] // size
            path = program(name, {constant: size, "ROUNDS": rounds}, bench.directory)
            try:
                measured = measure(bench.ours + [path], bench.runs, bench.directory)
            except Failed as failed:
                cells += f"  FAILED {failed}"
                break
            each_ns = seconds(measured, bench.ours_empty) / (size * rounds) * 1e9
            first = first or each_ns or 1.0
            cells += f"{f'{each_ns:.0f} ns  {each_ns / first:.2f}':>22}"
        print(f"{label:<10}{cells}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", action="append", help="a workload's file name, or curve, ten_lines")
    parser.add_argument("--ours", action="store_true", help="without CPython, which takes a minute")
    arguments = parser.parse_args()
    only = arguments.only
    with tempfile.TemporaryDirectory() as directory:
        try:
            bench = Bench(arguments.build.resolve() / "meanwhile", arguments.runs,
                          pathlib.Path(directory), arguments.ours)
        except Failed as failed:
            print(f"bench: could not run even an empty program: {failed}", file=sys.stderr)
            return 1
        print_table(bench, only)
        if not only or "ten_lines" in only:
            print_start_to_end(bench)
        if not only or "curve" in only:
            print_curve(bench)
    return 0


if __name__ == "__main__":
    sys.exit(main())
