#!/usr/bin/python3
"""Runs the programs under tests/programs and compares what they print with what CPython prints.

    tests/programs/run.py [--engine build/meanwhile] [filters…]   the engine against the expectations
    tests/programs/run.py --oracle [filters…]                     CPython against the expectations
    tests/programs/run.py --update [filters…]                     CPython writes the expectations

A filter is a part of a program's path: `asyncio/`, `gather`. Each program <area>/<name>.py has beside it

    <name>.out     what it prints on standard output
    <name>.exit    its exit code, when that is not 0
    <name>.err     what it prints on standard error, when the program says `# test: stderr`
    <name>.steps   the order of its task steps, unless it says `# test: no-steps`: one line for each
                   suspension or end of a task, with the time in ns, the task's name, what happened
                   and, for a suspension, the line in the program

Other words that a program may say in a comment of its own: `# test: args a b` gives it arguments;
`# test: options --seed 7` gives the engine and the oracle options; `# test: refused` is a program
that the engine must refuse before it runs, though CPython would run it: there the engine itself
writes the expectations, and the oracle is not asked; `# test: by-hand` is one about what exists here
alone (fastapi's apps): the engine writes its expectations too, and the program says how they are derived;
`# test: plain` is one whose output no clock can change: its expectations come from CPython as it is, with
real processes. CPython is /usr/bin/python3 on
the virtual clock of assets/shim. Programs with an HTTP client ask the world for replies, so for these
the oracle runs below the engine (`meanwhile run --engine cpython-sim`).
The last line of the output is `N passed, N failed`."""

import argparse
import difflib
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
TREE = os.path.dirname(os.path.dirname(HERE))
SHIM = os.path.join(TREE, "assets", "shim", "run.py")
PYTHON = "/usr/bin/python3"
SECONDS_MAX = 60
CPYTHON_BYTES_MAX = 4 << 30
# What the address sanitizer says of every program with threads, whose stacks are fibers.
SANITIZER_NOTE = re.compile(r"==\d+==WARNING: ASan doesn't fully support makecontext.*\n")
DIFF_LINES_MAX = 14
JOBS = 2
STEP_EVENTS = ("suspend", "done", "failed", "cancelled")
PARTS = ("out", "exit", "err", "steps")


def programs(filters):
    found = []
    for area in sorted(os.listdir(HERE)):
        folder = os.path.join(HERE, area)
        if os.path.isdir(folder):
            for name in sorted(os.listdir(folder)):
                if name.endswith(".py"):
                    found.append(f"{area}/{name}")
    return [path for path in found if not filters or any(part in path for part in filters)]


class Program:
    """A program's path, its directives and its stored expectations."""

    def __init__(self, path):
        self.path = path
        self.shown = os.path.relpath(os.path.join(HERE, path), TREE)  # as the engine is given it
        self.stem = os.path.join(HERE, path[: -len(".py")])
        with open(os.path.join(HERE, path), encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
        self.arguments, self.options = [], []
        self.asserts_stderr = self.no_steps = self.by_hand = self.plain = False
        for line in text.splitlines():
            if not line.startswith("# test: "):
                continue
            word, *more = line[len("# test: "):].split()
            if word == "args":
                self.arguments = more
            elif word == "options":
                self.options = more
            elif word == "stderr":
                self.asserts_stderr = True
            elif word == "no-steps":
                self.no_steps = True
            elif word == "by-hand":
                self.by_hand = True
            elif word == "plain":
                self.plain = self.no_steps = True
            elif word == "refused":
                self.by_hand = self.asserts_stderr = self.no_steps = True
            else:
                raise SystemExit(f"{path}: unknown directive {word!r}")
        self.needs_world = any(
            f"{word} {client}" in text
            for word in ("import", "from")
            for client in ("requests", "httpx", "aiohttp", "fastapi")
        ) or "# meanwhile:" in text

    def expected(self, part):
        try:
            with open(f"{self.stem}.{part}", encoding="utf-8", errors="surrogateescape") as file:
                return file.read()
        except FileNotFoundError:
            return None

    def write(self, part, text):
        name = f"{self.stem}.{part}"
        if text is None:
            if os.path.exists(name):
                os.remove(name)
        elif text != self.expected(part):
            with open(name, "w", encoding="utf-8", errors="surrogateescape") as file:
                file.write(text)


def environment():
    keep = {name: value for name, value in os.environ.items()
            if name in ("PATH", "HOME", "LANG") or name.endswith("SAN_OPTIONS")}
    keep["PATH"] = "/usr/bin:" + keep.get("PATH", "/bin")  # the oracle is Debian's python3
    return {**keep, "PYTHONHASHSEED": "0", "TZ": "UTC", "NO_COLOR": "1",
            "PYTHONPATH": os.path.join(TREE, "assets")}  # for plain programs: meanwhile.cpu()


def steps_of(trace_path):
    """The order of task steps, from a trace of either engine; a renamed task has its last name."""
    steps, names = [], {}
    with open(trace_path, encoding="utf-8") as file:
        for record in map(json.loads, file):
            if "task" in record:
                names[record["lane"]] = record["task"]
                if record["ev"] in STEP_EVENTS:
                    steps.append(record)
    lines = []
    for step in steps:
        line = f" {step.get('line', 0)}" if step["ev"] == "suspend" else ""
        lines.append(f"{step['t']} {names[step['lane']]} {step['ev']}{line}\n")
    return "".join(lines)


def bounded():
    """In a child before CPython starts: a program that eats memory fails instead of taking the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (CPYTHON_BYTES_MAX, CPYTHON_BYTES_MAX))


def run(program, command_of):
    """Runs a program; returns its parts, normalised: paths of the program become its name."""
    with tempfile.TemporaryDirectory() as folder:
        trace_path = os.path.join(folder, "trace.jsonl")
        command = command_of(program, trace_path)
        try:
            result = subprocess.run(command, cwd=TREE, env=environment(), capture_output=True,
                                    stdin=subprocess.DEVNULL, timeout=SECONDS_MAX,
                                    preexec_fn=bounded if command[0] == PYTHON else None)
        except subprocess.TimeoutExpired:
            return {"out": "", "exit": f"still running after {SECONDS_MAX} s\n", "err": "",
                    "steps": "", "stderr": ""}

        def text(raw):
            decoded = raw.decode("utf-8", "surrogateescape")
            absolute = os.path.join(HERE, program.path)
            for shown in (absolute, program.shown):
                decoded = decoded.replace(shown, os.path.basename(program.path))
            return SANITIZER_NOTE.sub("", decoded)

        try:
            steps = steps_of(trace_path)
        except (OSError, ValueError) as error:
            steps = f"no trace: {error.__class__.__name__}\n"
        if program.plain:
            steps = ""
    stderr = text(result.stderr)
    return {
        "out": text(result.stdout),
        "exit": f"{result.returncode}\n" if result.returncode else None,
        "err": stderr if program.asserts_stderr else None,
        "steps": (steps or None) if not program.no_steps else None,
        "stderr": stderr,
    }


def oracle_command(engine):
    below_engine = os.access(engine, os.X_OK)

    def command(program, trace_path):
        if program.plain:
            return [PYTHON, "-s", "-B", "-X", "utf8", program.shown, *program.arguments]
        if program.needs_world:
            if not below_engine:
                raise SystemExit(f"run.py: {program.path} needs a world; make {engine} first")
            return [engine, "run", "-q", "--engine", "cpython-sim", "--trace", trace_path,
                    *program.options, program.shown, *program.arguments]
        return [PYTHON, "-s", "-P", "-B", "-X", "utf8", SHIM, "--trace", trace_path,
                *program.options, program.shown, *program.arguments]

    return command


def engine_command(engine):
    def command(program, trace_path):
        return [engine, "run", "-q", "--trace", trace_path, *program.options, program.shown,
                *program.arguments]

    return command


def difference(part, expected, actual):
    before = (expected or "").splitlines()
    after = (actual or "").splitlines()
    lines = list(difflib.unified_diff(before, after, "expected", "actual", lineterm="", n=2))[2:]
    text = f"  {part}:\n" + "".join(f"    {line}\n" for line in lines[:DIFF_LINES_MAX])
    if len(lines) > DIFF_LINES_MAX:
        text += f"    … {len(lines) - DIFF_LINES_MAX} more lines\n"
    return text


def compare(program, actual):
    """"" when all is as expected, else what is not."""
    text = ""
    if program.expected("out") is None:
        return "  no expectations; --update writes them\n"
    for part in PARTS:
        expected = program.expected(part)
        if part == "steps" and program.no_steps:
            continue
        if (expected or "") != (actual[part] or ""):
            text += difference(part, expected, actual[part])
    if text and not program.asserts_stderr and actual["stderr"]:
        shown = actual["stderr"].splitlines()[-6:]
        text += "  stderr was:\n" + "".join(f"    {line}\n" for line in shown)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--oracle", action="store_true")
    parser.add_argument("--engine", default=os.path.join(TREE, "build", "meanwhile"))
    parser.add_argument("--build", help="the folder where the engine was built")
    parser.add_argument("--list", action="store_true", help="only the names of what fails")
    parser.add_argument("filters", nargs="*")
    options = parser.parse_args()
    if options.build:
        options.engine = os.path.join(options.build, "meanwhile")
    engine = os.path.abspath(options.engine)
    if options.update or options.oracle:
        command = oracle_command(engine)
    elif os.access(engine, os.X_OK):
        command = engine_command(engine)
    else:
        raise SystemExit(f"run.py: there is no {options.engine}; make it first")

    def work(path):
        program = Program(path)
        if program.by_hand and options.oracle:
            return path, "", False
        actual = run(program, engine_command(engine) if program.by_hand else command)
        if options.update:
            changed = any((program.expected(part) or "") != (actual[part] or "") for part in PARTS)
            for part in PARTS:
                program.write(part, actual[part])
            program.write("out", actual["out"])
            return path, "", changed
        return path, compare(program, actual), False

    passed = failed = 0
    with ThreadPoolExecutor(JOBS) as pool:
        for path, wrong, changed in pool.map(work, programs(options.filters)):
            if wrong:
                failed += 1
                sys.stdout.write(f"{path}\n" if options.list else f"FAILED {path}\n{wrong}")
            else:
                passed += 1
                if changed:
                    sys.stdout.write(f"updated {path}\n")
    sys.stdout.write(f"{passed} passed, {failed} failed\n")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
