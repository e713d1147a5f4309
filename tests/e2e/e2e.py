"""usage: e2e.py [--build DIR] [NAME...]

The command line from end to end: exit codes, messages, streams, bad input. A test is a function whose name is
a sentence; it gets a Case with a folder of its own. NAMEs choose tests by a part of their name. Closes with
`N passed, N failed`."""

import argparse
import concurrent.futures
import gzip
import importlib
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import traceback

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PYTHON = "/usr/bin/python3"
SECONDS_MAX = 120
TESTS = []


def test(function):
    TESTS.append(function)
    return function


class Done:
    def __init__(self, code, out, err):
        self.code, self.raw_out, self.raw_err = code, out, err
        self.out, self.err = out.decode(errors="replace"), err.decode(errors="replace")

    def __str__(self):
        return f"exit {self.code}\nstdout: {self.out[:2000]}\nstderr: {self.err[:3000]}"


class Case:
    """One test's folder, and the ways to run things in it."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.meanwhile = str(build / "meanwhile")
        self.env = {name: value for name, value in os.environ.items()
                    if name not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "PYTHONASYNCIODEBUG")}

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def run(self, *arguments, env=None, stdin=subprocess.DEVNULL, **others):
        process = subprocess.Popen([self.meanwhile, *arguments], cwd=self.folder, stdin=stdin,
                                   env={**self.env, **(env or {})}, start_new_session=True,
                                   **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **others})
        try:
            out, err = process.communicate(timeout=SECONDS_MAX)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # the engine's python3, too
            process.communicate()
            raise
        return Done(process.returncode, out or b"", err or b"")

    def program(self, text, *options, name="program.py", **others):
        """Runs a program quietly: stderr is then what the program writes there."""
        self.file(name, text)
        return self.run("run", "-q", *options, name, **others)

    def cpython(self, text, name="program.py"):
        self.file(name, text)
        done = subprocess.run([PYTHON, name], cwd=self.folder, stdin=subprocess.DEVNULL,
                              env=self.env, timeout=SECONDS_MAX, capture_output=True)
        return Done(done.returncode, done.stdout, done.stderr)

    def same_as_cpython(self, text):
        """Output, error output and exit code; for programs that do not wait."""
        ours, theirs = self.program(text), self.cpython(text)
        expect(ours.out == theirs.out and ours.err == theirs.err and ours.code == theirs.code,
               f"ours: {ours}\nCPython: {theirs}")

    def refused(self, text, *patterns, name="program.py"):
        """Exit 2, a place, and what the patterns say, all on stderr."""
        done = self.program(text, name=name)
        expect(done.code == 2 and done.out == "", str(done))
        expect(re.search(rf"^{re.escape(name)}:\d+:\d+: error: ", done.err, re.M), str(done))
        for pattern in patterns:
            expect(re.search(pattern, done.err), f"no {pattern!r} in {done}")
        return done

    def limited(self, text, *patterns):
        """Exit 120 with a message, and no `except` can swallow it."""
        done = self.program(text)
        expect(done.code == 120, str(done))
        for pattern in patterns:
            expect(re.search(pattern, done.err), f"no {pattern!r} in {done}")
        return done


def expect(condition, message=""):
    if not condition:
        raise AssertionError(message)


def contains(text, *patterns):
    for pattern in patterns:
        expect(re.search(pattern, text), f"no {pattern!r} in: {text[:3000]}")


# ---- commands, options and their help -----------------------------------------------------------------

@test
def help_is_printed_on_stdout_with_examples(case):
    for arguments in (["--help"], ["run", "--help"], ["compare", "--help"], ["explore", "--help"]):
        done = case.run(*arguments)
        expect(done.code == 0 and done.err == "", str(done))
        contains(done.out, r"(?i)usage", r"(?i)example", r"meanwhile (run|compare)|meanwhile explore")
        expect(max(map(len, done.out.split("\n"))) <= 100, "a line of the help is too wide")


@test
def version_is_one_line(case):
    done = case.run("--version")
    expect(done.code == 0 and re.fullmatch(r"meanwhile \d+\.\d+\S*\n", done.out), str(done))


@test
def usage_errors_exit_2_and_point_to_help(case):
    case.file("program.py", "print(1)\n")
    for arguments in (["no-such-command"], ["run"], ["compare"], ["run", "--no-such-option", "program.py"],
                      ["run", "--seed"], ["run", "--seed", "x", "program.py"],
                      ["run", "--engine", "steam", "program.py"], ["run", "--color", "blue", "program.py"]):
        done = case.run(*arguments)
        expect(done.code == 2 and done.out == "", f"{arguments}: {done}")
        contains(done.err, r"meanwhile: ")
        expect("bug" not in done.err, str(done))


@test
def what_is_mistyped_is_answered_with_what_was_meant(case):
    case.file("program.py", "print(1)\n")
    case.file("lesson.md", "---\n")
    for arguments, meant in ((["runn", "program.py"], "there is no command 'runn'; did you mean 'run'?"),
                             (["--versoin"], "did you mean '--version'?"),
                             (["run", "--explian", "program.py"], "no option --explian; did you mean --explain?"),
                             (["compare", "--axcii=1", "program.py"], "did you mean --ascii?"),
                             (["program.py"], "try 'meanwhile run program.py'"),
                             (["lesson.md"], "try 'meanwhile lesson lesson.md'"),
                             (["run", "lesson.md"], "it is a lesson"),
                             (["compare", "program.py", "lesson.md"], "it is a lesson")):
        done = case.run(*arguments)
        expect(done.code == 2 and done.out == "" and meant in done.err, f"{arguments}: {done}")
    done = case.run("run", "--frobnicate", "program.py")
    expect("did you mean" not in done.err, str(done))


@test
def the_program_gets_the_arguments_after_it(case):
    done = case.program("import sys\nprint(sys.argv)\n")
    expect(done.out == "['program.py']\n", str(done))
    done = case.run("run", "-q", "program.py", "--seed", "a b", "-q")
    expect(done.out == "['program.py', '--seed', 'a b', '-q']\n", str(done))


@test
def a_missing_file_a_folder_and_an_unreadable_name_exit_2(case):
    (case.folder / "folder").mkdir()
    for name in ("missing.py", "folder", "missing/below.py", "x" * 300 + ".py", ""):
        for command in (["run"], ["compare", "ok.py"]):
            case.file("ok.py", "print(1)\n")
            done = case.run(*command, name)
            expect(done.code == 2 and done.out == "", f"{name}: {done}")
            contains(done.err, r"^meanwhile: ")


# ---- the streams --------------------------------------------------------------------------------------

@test
def stdout_is_the_programs_alone_and_the_summary_is_on_stderr(case):
    case.file("program.py", "import asyncio\nprint('hello')\nasyncio.run(asyncio.sleep(1.5))\n")
    done = case.run("run", "program.py")
    expect(done.code == 0 and done.out == "hello\n", str(done))
    contains(done.err, r"1\.5")


@test
def quiet_leaves_stderr_to_the_program(case):
    done = case.program("import sys\nprint('out')\nprint('err', file=sys.stderr)\n")
    expect((done.code, done.out, done.err) == (0, "out\n", "err\n"), str(done))


@test
def an_empty_program_prints_nothing(case):
    for text in ("", "\n", "# nothing\n", "pass", "\ufeff", "pass\r\n\r\n"):
        done = case.program(text)
        expect((done.code, done.out, done.err) == (0, "", ""), repr(text) + str(done))


@test
def the_timeline_is_no_wider_than_the_terminal(case):
    case.file("program.py", """
import asyncio
async def a_task_with_a_rather_long_name(number):
    await asyncio.sleep(number)
async def main():
    await asyncio.gather(*(a_task_with_a_rather_long_name(n) for n in range(300)))
asyncio.run(main())
""")
    for columns in (40, 60, 80, 200):
        done = case.run("run", "program.py", env={"COLUMNS": str(columns)})
        expect(done.code == 0, str(done))
        widest = max(done.err.split("\n"), key=len)
        expect(len(widest) <= columns, f"{len(widest)} > {columns}: {widest}")
        expect(done.err.count("\n") < 80, "hundreds of lanes are not folded")


@test
def ascii_and_colour_are_as_asked(case):
    case.file("program.py", "import asyncio\nasyncio.run(asyncio.sleep(1))\n")
    plain = case.run("run", "--ascii", "program.py")
    expect(plain.code == 0 and plain.raw_err.isascii() and b"\x1b" not in plain.raw_err, str(plain))
    expect("\x1b[" in case.run("run", "--color", "always", "program.py").err, "no colour")
    expect("\x1b[" in case.run("run", "--color=always", "program.py").err, "no colour")
    expect("\x1b[" not in case.run("run", "--color", "never", "program.py").err, "colour")
    expect("\x1b[" not in case.run("run", "program.py").err, "colour without a terminal")


@test
def explain_narrates_in_the_order_of_time(case):
    case.file("program.py", """
import asyncio
async def nap(seconds):
    await asyncio.sleep(seconds)
async def main():
    await asyncio.gather(nap(2), nap(1))
asyncio.run(main())
""")
    done = case.run("run", "--explain", "program.py")
    expect(done.code == 0 and done.out == "", str(done))
    contains(done.err, r"nap\(2\)", r"nap\(1\)")


@test
def a_closed_or_full_stdout_ends_cleanly(case):
    text = "for i in range(10000):\n    print(i)\n"
    case.file("program.py", text)
    with open("/dev/full", "wb") as full:
        done = case.run("run", "-q", "program.py", stdout=full)
    expect(done.code not in (0, -signal.SIGSEGV, -signal.SIGABRT), str(done))
    contains(done.err, r"(?i)no space left")
    closed = subprocess.run(["sh", "-c", 'exec "$0" run -q program.py >&-', case.meanwhile],
                            cwd=case.folder, capture_output=True, timeout=SECONDS_MAX)
    expect(0 <= closed.returncode <= 128, f"{closed.returncode} {closed.stderr}")
    with open("/dev/full", "wb") as full:
        done = case.run("sweep", "program.py", stdout=full)
    expect(done.code != 0, str(done))
    contains(done.err, r"^meanwhile: could not write to standard output: ")
    piped = subprocess.run(["sh", "-c", '"$0" run -q program.py | head -n 1', case.meanwhile],
                           cwd=case.folder, capture_output=True, timeout=SECONDS_MAX)
    expect(piped.stdout == b"0\n", str(piped))


# ---- how programs end ---------------------------------------------------------------------------------

@test
def exit_codes_are_the_programs_own(case):
    for text in ("import sys\nsys.exit()\n", "import sys\nsys.exit(0)\n", "import sys\nsys.exit(3)\n",
                 "import sys\nsys.exit(None)\n", "import sys\nsys.exit('done for')\n",
                 "import sys\nsys.exit((1, 2))\n", "import sys\nsys.exit(256 + 7)\n", "import sys\nsys.exit(-1)\n",
                 "raise SystemExit(4)\n", "import sys\nsys.exit(True)\n",
                 "import sys\ntry:\n    sys.exit(5)\nfinally:\n    print('finally')\n",
                 "import sys, asyncio\nasync def main():\n    sys.exit(6)\nasyncio.run(main())\n"):
        case.same_as_cpython(text)


@test
def uncaught_exceptions_print_cpythons_traceback(case):
    for text in ("1 / 0\n", "def f(x):\n    return x + 'a'\n\nf(1)\n", "raise ValueError\n",
                 "raise ValueError('two\\nlines')\n", "class E(Exception):\n    pass\nraise E(1, 2)\n",
                 "x = {}\nprint(x['key'])\n", "undefined\n", "[1][2]\n",
                 "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e\n",
                 "try:\n    1 / 0\nexcept ZeroDivisionError:\n    undefined\n",
                 "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise TypeError('t') from None\n",
                 "raise ExceptionGroup('group', [ValueError(1), TypeError('t')])\n",
                 "assert 1 == 2, 'arithmetic'\n", "def g():\n    yield 1\n    1 / 0\nlist(g())\n",
                 "print([int(x) for x in ['1', 'x']])\n",
                 "import sys\nprint(__file__, sys.argv)\n", "raise KeyboardInterrupt\n"):
        if "KeyboardInterrupt" in text:
            done = case.program(text)
            expect(done.code == 130, str(done))
            contains(done.err, r"KeyboardInterrupt")
        else:
            case.same_as_cpython(text)


@test
def runaway_recursion_raises_recursion_error(case):
    done = case.program("def f(n):\n    return f(n + 1)\n\n\nf(0)\n")
    expect(done.code == 1, str(done))
    contains(done.err, r"\[Previous line repeated \d+ more times\]",
             r"RecursionError: maximum recursion depth exceeded")
    done = case.program("def f(n):\n    try:\n        return f(n + 1)\n    except RecursionError:\n"
                        "        return n\n\n\nprint(f(0) > 900)\n")
    expect(done.out == "True\n", str(done))


@test
def recursion_through_natives_and_dunders_is_stopped_too(case):
    for text in ("class A:\n    def __repr__(self):\n        return repr(self)\nrepr(A())\n",
                 "class A:\n    def __eq__(self, other):\n        return self == other\nA() == A()\n",
                 "class A:\n    def __add__(self, other):\n        return self + other\nA() + 1\n",
                 "class A:\n    def __len__(self):\n        return len(self)\nlen(A())\n",
                 "class A:\n    def __getattr__(self, name):\n        return self.other\nA().x\n",
                 "class A:\n    def __iter__(self):\n        return iter(self)\nlist(A())\n",
                 "f = lambda x: sorted([x, x], key=f)\nf(1)\n", "f = lambda x: list(map(f, [x]))\nf(1)\n",
                 "def g():\n    yield from g()\nlist(g())\n",
                 "async def c():\n    await c()\nimport asyncio\nasyncio.run(c())\n",
                 "a = []\nfor _ in range(100000):\n    a = [a]\nrepr(a)\n",
                 "a = b = []\nfor _ in range(100000):\n    a = [a]\n    b = [b]\na == b\n",
                 "import json\na = []\nfor _ in range(100000):\n    a = [a]\njson.dumps(a)\n",
                 "import json\njson.loads('[' * 100000)\n"):
        done = case.program(text)
        expect(done.code == 1 and "RecursionError" in done.err, f"{text}{done}")
    # CPython's hash goes down without counting; here it may stop, but not crash.
    done = case.program("a = ()\nfor _ in range(100000):\n    a = (a,)\nhash(a)\n")
    expect(done.code in (0, 1), str(done))


@test
def deep_structures_are_freed_without_deep_recursion(case):
    done = case.program("a = []\nfor _ in range(1000000):\n    a = [a]\ndel a\n"
                        "d = {}\nfor _ in range(300000):\n    d = {1: d}\nd = None\n"
                        "class N:\n    pass\nn = N()\nfor _ in range(300000):\n    m = N()\n    m.next = n\n"
                        "    n = m\nn = m = None\n"
                        "def g(inner):\n    yield inner\nx = None\nfor _ in range(100000):\n    x = g(x)\n"
                        "    next(x)\nx = None\nprint('freed')\n")
    expect((done.code, done.out) == (0, "freed\n"), str(done))


@test
def a_deadlock_exits_121_and_says_who_waits_where(case):
    done = case.program("""\
import asyncio


async def waiter(event):
    await event.wait()


async def main():
    await asyncio.gather(waiter(asyncio.Event()), waiter(asyncio.Event()))


try:
    asyncio.run(main())
except BaseException:
    print("swallowed")
finally:
    print("finally")
""")
    expect(done.code == 121 and done.out == "", str(done))
    contains(done.err, r"(?i)deadlock", r"waiter", r"line 5|:5\b")


# ---- budgets ------------------------------------------------------------------------------------------

@test
def a_loop_that_never_awaits_is_stopped_with_a_message_that_teaches(case):
    done = case.limited("import asyncio\n\n\nasync def main():\n    while True:\n        pass\n\n\n"
                        "try:\n    asyncio.run(main())\nexcept BaseException:\n    print('swallowed')\n",
                        r"line 5|:5\b|line 6|:6\b", r"await")
    expect(done.out == "", str(done))
    case.limited("while True: pass\n", r"line 1|:1\b")


@test
def natives_that_never_end_are_stopped_as_well(case):
    for text in ("import itertools\nlist(itertools.count())\n", "import itertools\nsum(itertools.count())\n",
                 "import itertools\nmax(itertools.repeat(1))\n", "import itertools\n1 in itertools.repeat(0)\n",
                 "list(iter(int, 1))\n", "import itertools\nfor _ in zip(itertools.count()):\n    pass\n",
                 "import itertools\n''.join(itertools.repeat('x'))\n", "all(iter(lambda: True, False))\n",
                 "sum(range(10 ** 12))\n", "import itertools\nset(itertools.repeat(1))\n",
                 "import itertools\ndict.fromkeys(itertools.repeat(1))\n",
                 "from collections import deque\nimport itertools\ndeque(itertools.count(), 5)\n"):
        done = case.program(text, "--limit-instructions=1M")
        expect(done.code == 120, f"{text}{done}")


@test
def runaway_memory_is_stopped(case):
    for text in ("x = []\nwhile True:\n    x.append('x' * 1000000)\n", "x = [1]\nwhile True:\n    x += x\n",
                 "x = 'x' * 10 ** 12\n", "x = [0] * 10 ** 11\n", "x = bytes(10 ** 12)\n",
                 "x = 1 << 10 ** 12\n", "x = 2\nwhile True:\n    x = x * x\n", "x = 10 ** 10 ** 10\n",
                 "x = 'a'\nwhile True:\n    x = x + x\n", "x = '%1000000000000d' % 1\n",
                 "x = f'{1:1000000000000}'\n", "x = 'a'.ljust(10 ** 12)\n", "x = list(range(10 ** 11))\n",
                 "d = {}\ni = 0\nwhile True:\n    d[i] = str(i) * 100\n    i += 1\n",
                 "x = 'ab'.replace('', 'x' * 1000000000).replace('', 'x' * 1000000000)\n",
                 "def f():\n    x = ' ' * 100000\n    yield x\nall_of_them = []\nwhile True:\n"
                 "    g = f()\n    next(g)\n    all_of_them.append(g)\n"):
        done = case.program(f"try:\n" + "".join(f"    {line}\n" for line in text.strip().split("\n"))
                            + "except BaseException as e:\n    print('swallowed', type(e).__name__)\n",
                            "--limit-memory=100M")
        expect(done.code == 120 or "swallowed MemoryError" in done.out
               or "swallowed OverflowError" in done.out or "swallowed ValueError" in done.out,
               f"{text}{done}")
        if "while True" in text and "x * x" not in text:  # that one may run out of instructions first
            expect(done.code == 120 and "memory" in done.err, f"{text}{done}")


@test
def a_program_that_never_ends_in_virtual_time_is_stopped(case):
    for seconds, option, pattern in (("0", "--limit-turns=10k", "turns"), ("1", "--limit-time=10min", "time"),
                                     ("1e6", "--limit-turns=1M", "time")):
        done = case.program("import asyncio\nasync def main():\n    while True:\n"
                            f"        await asyncio.sleep({seconds})\nasyncio.run(main())\n", option)
        expect(done.code == 120, f"{seconds}: {done}")
        contains(done.err, pattern, r"\n  Task-1 \(main\) .*, at line 4\n")
    done = case.program("import asyncio\nasync def main():\n    while True:\n        await asyncio.sleep(0)\n"
                        "asyncio.run(main())\n")
    expect(done.code == 120, done)
    contains(done.err, r"^meanwhile: the event loop has run 20000000 steps while no time has passed: .*sleep\(0\)\?",
             r"\n  Task-1 \(main\) is ready to run, at line 4\n")


@test
def ctrl_c_exits_130_and_keeps_the_trace(case):
    # More than any buffer holds, so that something is seen while the program runs.
    case.file("program.py", "import asyncio\nasync def main():\n    print('begun\\n' + 'x' * 200000)\n"
                            "    await asyncio.sleep(1)\n    for i in range(10 ** 9):\n        pass\n"
                            "asyncio.run(main())\n")
    process = subprocess.Popen([case.meanwhile, "run", "-q", "--trace", "t.jsonl",
                                "--limit-instructions=100G", "program.py"],
                               cwd=case.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    first = process.stdout.readline()
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=SECONDS_MAX)
    expect(first == b"begun\n", f"{first}{out}{err}")
    expect(process.returncode == 130, f"{process.returncode} {err.decode()}")
    contains(err.decode(), r"KeyboardInterrupt")
    events = read_trace(case, "t.jsonl")
    expect(len(events) > 2, "the trace is empty")


# ---- bad input ----------------------------------------------------------------------------------------

@test
def bytes_that_are_no_text_are_refused(case):
    case.refused(b"print(1)\nx = '\0'\n", r"program\.py:2:", r"(?i)nul")
    case.refused(b"print(1)\n# caf\xe9\n", r"program\.py:2:", r"(?i)utf-8")
    case.refused(b"x = '\xed\xa0\x80'\n", r"(?i)utf-8")
    case.refused(bytes(range(256)) * 100)
    case.refused(b"\xff\xfe" + "print(1)\n".encode("utf-16-le"))
    done = case.run("run", "-q", case.meanwhile)
    expect(done.code == 2, str(done)[:300])


@test
def tabs_mixed_with_spaces_are_refused(case):
    case.refused("if True:\n        x = 1\n\ty = 2\n", r"program\.py:3:", r"(?i)tab")
    case.refused("if True:\n\tx = 1\n        y = 2\n", r"program\.py:3:")
    case.refused("if True:\n    x = 1\n  y = 2\n", r"program\.py:3:")
    case.refused("  x = 1\n", r"program\.py:1:")
    done = case.program("if True:\n\tprint('tabs alone are fine')\n")
    expect(done.code == 0 and done.out == "tabs alone are fine\n", str(done))


@test
def very_long_lines_are_read_or_refused_quickly(case):
    done = case.program("x = '" + "a" * 10_000_000 + "'\nprint(len(x))\n")
    expect((done.code, done.out) == (0, "10000000\n"), str(done))
    done = case.program("# " + "\u00e9" * 5_000_000 + "\nprint(1)\n")
    expect((done.code, done.out) == (0, "1\n"), str(done))
    for text in ("x = " + "1 + " * 2_500_000 + "1\n", "x" * 10_000_000 + "\n",
                 "x = [" + "1, " * 3_000_000 + "]\n", "x = " + "9" * 10_000_000 + "\n",
                 "x = " + "not " * 2_500_000 + "1\n", "(" * 10_000_000 + "\n",
                 "x = f'" + "{1}" * 1_000_000 + "'\n"):
        start = time.monotonic()
        done = case.program(text)
        expect(done.code in (0, 1, 2, 120), f"{text[:20]}: {str(done)[:500]}")
        if done.code == 2:  # a traceback shows a name of 10 MB whole, as CPython's does
            expect(len(done.err) < 20_000, f"{text[:20]}: the message is {len(done.err)} bytes long")
        expect(time.monotonic() - start < 60, f"{text[:20]}: slow")


@test
def deep_nesting_is_refused_not_crashed_on(case):
    deep = 10_000
    for text in ("(" * deep + "1" + ")" * deep, "[" * deep + "]" * deep, "{" * deep + "}" * deep,
                 "x = " + "[" * deep, "x = " + "(" * deep + "\n", "f(" * deep + ")" * deep,
                 "x" + "[0" * deep + "]" * deep, "[x for x in " * deep):
        case.refused(text + "\n")
    for text in ("x = " + "-" * deep + "1", "x = " + "lambda: " * deep + "1", "x = 1" + " if 1 else 1" * deep,
                 "x = 1" + " ** 1" * deep, "x = y" + ".a" * deep, "x = y" + "()" * deep,
                 "x = 1" + " < 1" * deep, "x = " * deep + "1", "x = " + "await " * deep + "y",
                 "@f\n" * deep + "def g(): pass", "f'" + "{f\"" * 100, "x = " + "1 + " * deep + "1",
                 "x = " + "1 and " * deep + "1", "if 1: pass\n" + "elif 1: pass\n" * deep,
                 "".join(" " * n + "if 1:\n" for n in range(150)) + " " * 150 + "pass",
                 "".join(" " * n + "def f():\n" for n in range(150)) + " " * 150 + "pass",
                 "".join(" " * n + "for _ in (1,):\n" for n in range(30)) + " " * 30 + "pass",
                 "\n".join(f"x{n} = {n}" for n in range(70_000)), "def f(" + ", ".join(
                     f"a{n}" for n in range(5_000)) + "): pass", "x = " + "'a' " * deep):
        done = case.program(text + "\n")
        expect(done.code in (0, 1, 2), f"{text[:30]}: {str(done)[:500]}")


@test
def several_mistakes_are_reported_at_once_with_caret_and_hint(case):
    done = case.refused("x = = 1\nprint(x)\ny = (1,\nz = 2\n", r"program\.py:1:\d+: error:", r"\^")
    done = case.refused("import socket\nimport subprocess\nprint(1)\n", r"program\.py:1:", r"program\.py:2:",
                        r"socket", r"subprocess")
    expect(done.err.count("error:") == 2, str(done))


@test
def what_the_subset_refuses_is_refused_when_it_is_loaded(case):
    for text in ("print(1)\nopen('x')\n", "print(1)\ninput()\n", "print(1)\neval('1')\n",
                 "print(1)\nexec('x')\n",
                 "print(1)\nx = 1j\n", "print(1)\nx = a @ b\n",
                 "print(1)\nclass A(metaclass=M):\n    pass\n",
                 "import asyncio\nprint(1)\nasyncio.start_server\n",
                 "print(1)\nfrom asyncio import start_server\n"):
        case.refused(text)


@test
def a_method_that_is_missing_here_exits_2_whatever_catches_it(case):
    done = case.program("print(hasattr('a', 'no_such_method'))\n")
    expect(done.out == "False\n", str(done))
    done = case.program("try:\n    print('abc'.translate({97: 98}))\nexcept BaseException:\n    print('no')\n")
    expect((done.code, done.out) in ((0, "bbc\n"), (2, "")), str(done))


@test
def a_wrong_world_line_is_an_error_with_its_place(case):
    for line in ("host", "host * latency", "host * latency fast", "hots * latency 1s", "seed x",
                 "machine cores 0", "tune X 5..1", "host * latency uniform(2s, 1s)",
                 "host * status 503 500%"):
        done = case.program(f"x = 1\n# meanwhile: {line}\nprint(x)\n")
        expect(done.code == 2 and done.out == "", f"{line}: {done}")
        contains(done.err, r"program\.py:2:\d+: error: ")
    case.file("bad.world", "host * latency 1s\nnonsense\n")
    done = case.program("print(1)\n", "--world", "bad.world")
    expect(done.code == 2, str(done))
    contains(done.err, r"bad\.world:2:\d+: error: ")
    done = case.program("print(1)\n", "--host", "* latency never")
    expect(done.code == 2, str(done))


# ---- worlds, settings, traces -------------------------------------------------------------------------

FETCH = """\
# meanwhile: host * latency 300ms
# meanwhile: tune CALLS 1..50
import time
import requests

CALLS = 3
for n in range(CALLS):
    requests.get(f"https://example.com/{n}")
print(f"{time.perf_counter():.3f}")
"""


@test
def the_command_line_comes_before_the_file_before_the_program(case):
    case.file("w.world", "host * latency 100ms\n")
    for options, seconds in (([], "0.900"), (["--world", "w.world"], "0.300"),
                             (["--world", "w.world", "--host", "* latency 1s"], "3.000"),
                             (["--latency", "2s"], "6.000"), (["--set", "CALLS=10"], "3.000"),
                             (["--set", "CALLS=10", "--host", "example.com/* latency 10ms"], "0.100")):
        done = case.program(FETCH, *options)
        expect((done.code, done.out) == (0, seconds + "\n"), f"{options}: {done}")
    for options in (["--set", "NOTHING=1"], ["--set", "CALLS"], ["--set", "CALLS=import os"]):
        done = case.program(FETCH, *options)
        expect(done.code == 2, f"{options}: {done}")


def read_trace(case, name):
    lines = (case.folder / name).read_text().split("\n")
    expect(lines[-1] == "", "the last line has no end")
    objects = [json.loads(line) for line in lines[:-1]]
    times = [event["t"] for event in objects[1:]]
    expect(times == sorted(times), "time runs backwards in the trace")
    expect(all("ev" in event for event in objects[1:]), "an event without its name")
    return objects


@test
def a_trace_is_a_header_and_one_event_a_line(case):
    done = case.program(FETCH, "--trace", "t.jsonl")
    expect(done.code == 0, str(done))
    objects = read_trace(case, "t.jsonl")
    expect("t" not in objects[0] and FETCH in objects[0].values(), str(objects[0])[:500])
    expect(objects[-1]["t"] == 900_000_000, str(objects[-1]))


@test
def a_trace_that_cannot_be_written_is_a_message(case):
    done = case.program("print(1)\n", "--trace", "no/such/folder/t.jsonl")
    expect(done.code not in (0, 134), str(done))
    contains(done.err, r"meanwhile: could not")
    done = case.program("print(1)\n", "--trace", "/dev/full")
    expect(done.code not in (0, 134), str(done))
    contains(done.err, r"meanwhile: could not")


@test
def a_run_is_the_same_whatever_is_around_it(case):
    text = ("# meanwhile: host * latency exponential(1s)\nimport asyncio, random, time, httpx\n"
            "class A:\n    pass\nasync def one(client, n):\n    r = await client.get(f'http://h/{n}')\n"
            "    print(n, r.status_code, time.time(), random.random(), {str(n), 'b', 'c'}, A())\n"
            "async def main():\n    async with httpx.AsyncClient(timeout=None) as client:\n"
            "        await asyncio.gather(*(one(client, n) for n in range(20)))\n"
            "asyncio.run(main())\nprint(time.strftime('%c'), time.localtime())\n")
    results = set()
    for number, env in enumerate(({}, {"TZ": "Asia/Tokyo", "LC_ALL": "de_DE.UTF-8"},
                                  {"PYTHONHASHSEED": "7", "MALLOC_PERTURB_": "85", "LANG": "C"})):
        done = case.program(text, "--seed", "5", "--trace", f"{number}.jsonl", env=env)
        expect(done.code == 0, str(done))
        results.add((done.out, done.err, (case.folder / f"{number}.jsonl").read_bytes()))
    expect(len(results) == 1, "three runs of the same program differ")
    other = case.program(text, "--seed", "6")
    expect(other.out != next(iter(results))[0], "another seed gives the same run")


# ---- compare ------------------------------------------------------------------------------------------

@test
def compare_shows_both_runs_and_hides_their_output(case):
    done = case.run("compare", str(ROOT / "assets/demo/sequential.py"),
                    str(ROOT / "assets/demo/gathered.py"))
    expect(done.code == 0, str(done))
    text = done.out + done.err
    contains(text, r"sequential", r"gathered", r"(?i)makespan", r"(?i)speedup", r"(?i)idle",
             r"(?i)overlap")
    expect("/users/1" not in text, "the programs' output is shown")
    shown = case.run("compare", "--output", str(ROOT / "assets/demo/sequential.py"),
                     str(ROOT / "assets/demo/gathered.py"))
    contains(shown.out + shown.err, r"/users/1\b")


@test
def compare_exits_with_the_worst_of_its_runs(case):
    case.file("good.py", "print(1)\n")
    case.file("bad.py", "1 / 0\n")
    case.file("ugly.py", "x = = 1\n")
    case.file("stuck.py", "import asyncio\nasyncio.run(asyncio.Event().wait())\n")
    for names, code in ((["good.py", "good.py"], 0), (["good.py", "bad.py"], 1), (["bad.py", "good.py"], 1),
                        (["bad.py", "ugly.py"], 2), (["good.py", "stuck.py", "bad.py"], 121)):
        done = case.run("compare", *names)
        expect(done.code == code, f"{names}: {done}")


# ---- the other engine, the README ---------------------------------------------------------------------

@test
def cpython_sim_runs_the_file_on_the_same_clock(case):
    for text in (FETCH, "import asyncio\nasyncio.run(asyncio.sleep(100))\nprint('slept')\n",
                 "import sys\nsys.exit(3)\n", "1 / 0\n"):
        ours = case.program(text)
        theirs = case.program(text, "--engine", "cpython-sim")
        expect((ours.code, ours.out) == (theirs.code, theirs.out), f"ours: {ours}\ntheirs: {theirs}")


@test
def both_engines_record_the_same_requests_with_their_phases(case):
    case.file("pools.py", (ROOT / "tests/programs/clients/pools_of_all_clients.py").read_text())
    kinds = {"request", "phase", "response", "request_failed"}
    events = []
    for engine in ("sim", "cpython-sim"):
        done = case.run("run", "-q", "--engine", engine, "--trace", "trace.jsonl", "pools.py")
        expect(done.code == 0, str(done))
        events.append([event for event in read_trace(case, "trace.jsonl")[1:]
                       if event["ev"] in kinds or event.get("for") in ("request", "connection")])
    different = [pair for pair in zip(*events) if pair[0] != pair[1]]
    expect(not different and len(events[0]) == len(events[1]), str(different[:3]))
    phases = {event["phase"] for event in events[0] if event["ev"] == "phase"}
    expect(phases == {"pool", "connect", "tls", "queue", "service", "receive"}, str(phases))
    errors = {event["error"] for event in events[0] if event["ev"] == "request_failed"}
    expect(errors == {"pool timeout", "cancelled"}, str(errors))


LOADED = """\
# meanwhile: host api.example.com latency 100ms servers 1
# meanwhile: load api.example.com/items clients 2 each 3
import asyncio
import time

import httpx


async def main():
    async with httpx.AsyncClient() as client:
        for n in range(3):
            response = await client.get(f"https://api.example.com/{n}")
            print(n, response.status_code, time.perf_counter())


asyncio.run(main())
"""


@test
def the_worlds_own_clients_compete_with_the_program(case):
    done = case.program(LOADED, "--trace", "t.jsonl")
    expect(done.code == 0 and done.out == "0 200 0.1\n1 200 0.4\n2 200 0.7\n", str(done))
    events = read_trace(case, "t.jsonl")[1:]
    expect([event["client"] for event in events if event["ev"] == "client_end"]
           == ["client 1", "client 2"], str(events[-9:]))
    expect(events[-1] == {"t": 900_000_000, "ev": "exit", "code": 0}, str(events[-1]))
    done = case.program(LOADED, "--engine", "cpython-sim")
    expect(done.code == 2 and "load" in done.err, str(done))


@test
def a_program_that_only_declares_the_world_shows_its_load(case):
    case.file("load.py", "# meanwhile: host a.org latency 10ms\n"
                         "# meanwhile: arrivals a.org/x 100/s for 1s\n")
    done = case.run("run", "load.py")
    expect(done.code == 0 and "1 client of the world" in done.err and "arrivals a.org/x" in done.err,
           str(done))
    case.file("many.py", "# meanwhile: arrivals a.org/x 1000/s for 1000s\n")
    done = case.run("run", "--limit-events", "100000", "many.py")
    expect(done.code == 120 and "the trace is full" in done.err, str(done))


@test
def load_waits_for_the_programs_server(case):
    """Nobody ever listens at 9000: when the program is over, that load is refused."""
    case.file("app.py", "# meanwhile: load localhost:9000/ clients 2 each 1\n"
                        "# meanwhile: load api.example.com/ clients 2 each 1\n"
                        "import time\nfrom fastapi import FastAPI\napp = FastAPI()\ntime.sleep(1)\n")
    done = case.run("run", "app.py")
    expect(done.code == 0 and "2 responses, 2 failures" in done.err, str(done))


@test
def a_handler_that_blocks_the_loop_keeps_everybody_waiting(case):
    (case.folder / "assets").symlink_to(ROOT / "assets")
    done = case.run("compare", *[f"assets/demo/server_{kind}.py" for kind in ("await", "thread", "block")])
    contains(done.out, r"server_await\.py +500\.0 ms", r"server_thread\.py +1\.000 s",
             r"server_block\.py +40\.000 s", "LOOP BLOCKED")


@test
def a_server_that_nobody_asks_is_pointed_out(case):
    app = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/')\ndef root(): return 1\n"
    case.file("idle.py", app)
    done = case.run("run", "idle.py")
    expect(done.code == 0, str(done))
    contains(done.err, "note: nobody asked app.local", r"# meanwhile: load app\.local/ clients")
    case.file("asked.py", "# meanwhile: load app.local/ clients 1 each 1\n" + app)
    expect("note" not in case.run("run", "asked.py").err, "it was asked")
    expect(case.run("run", "-q", "idle.py").err == "", "quiet is quiet")


@test
def cpython_sim_refuses_servers(case):
    done = case.program("from fastapi import FastAPI\n", "--engine", "cpython-sim")
    expect(done.code == 2 and "could not import fastapi" in done.err and "hint" in done.err, str(done))


@test
def what_fastapi_has_beyond_the_subset_is_refused_when_it_is_loaded(case):
    done = case.program("from fastapi import FastAPI, WebSocket\nimport uvicorn\nprint('ran')\n")
    expect(done.code == 2 and done.out == "", str(done))
    contains(done.err, r"program\.py:1:\d+: error: .*WebSocket", "hint")
    done = case.program("from fastapi.middleware.cors import CORSMiddleware\n")
    contains(done.err, "fastapi.middleware.cors' is not supported", "hint: there is no browser")
    for line, word in (("app.mount('/x', app)", "mount"), ("app.websocket('/x')", "websocket"),
                       ("app.get('/{a}')(lambda *a: a)", r"\*args"),
                       ("app.get('/')(f)", "the annotation")):
        done = case.program("from fastapi import FastAPI\nimport datetime\napp = FastAPI()\n"
                            f"def f(when: datetime.datetime): pass\n{line}\nprint('ran')\n")
        expect(done.code == 2 and done.out == "", str(done))
        contains(done.err, word, "program.py:5", "hint")


@test
def ctrl_c_ends_a_server(case):
    case.file("app.py", "# meanwhile: arrivals localhost:8000/ 1000/s for 100000s\n"
                        "import uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\n"
                        "@app.get('/')\nasync def root(): return 1\n"
                        "uvicorn.run(app, log_level='warning')\n")
    process = subprocess.Popen([case.meanwhile, "run", "-q", "app.py"], cwd=case.folder,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(0.7)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=SECONDS_MAX)
    expect(process.returncode == 130, f"exit {process.returncode}")


@test
def a_million_arrivals_wait_as_queueing_theory_says(case):
    case.file("mm1.py", "# meanwhile: host a.org latency exponential(10ms) servers 1\n"
                        "# meanwhile: arrivals a.org/x 70/s for 14286s\n")
    done = case.run("run", "mm1.py")
    found = re.search(r"queue ([0-9.]+) ms, service ([0-9.]+) ms", done.err)
    expect(done.code == 0 and found is not None, str(done))
    expect(abs(float(found[1]) / (0.7 * 10 / 0.3) - 1) < 0.02, found[0])
    expect(abs(float(found[2]) / 10 - 1) < 0.02, found[0])


@test
def the_number_under_way_is_rate_times_latency_in_every_run(case):
    """Little's law, from the trace: the area under the number of requests is the sum of their times."""
    world = ("# meanwhile: host * latency lognormal(50ms, 0.8) rtt 5ms servers 3 queue 5 bandwidth 1Mbit\n"
             "# meanwhile: arrivals a.org/x 70/s for 20s\n# meanwhile: load b.org/y clients 9 each 30\n")
    for number, text in enumerate((world, world + LOADED)):
        done = case.program(text, "--trace", "t.jsonl", name=f"p{number}.py")
        expect(done.code == 0, str(done))
        began, area, spent, there, last = {}, 0, 0, 0, 0
        for event in read_trace(case, "t.jsonl")[1:]:
            area += there * (event["t"] - last)
            last = event["t"]
            if event["ev"] == "request":
                began[event["request"]] = event["t"]
                there += 1
            elif event["ev"] in ("response", "request_failed"):
                spent += event["t"] - began.pop(event["request"])
                there -= 1
        expect(not began and area == spent and spent > 0, f"{area} {spent} {began}")


def archive_entry(start_ms, path, host="a.org", **timings):
    return {"startedDateTime": f"2024-05-01T12:00:00.{start_ms:03}Z", "timings": timings,
            "request": {"method": "GET", "url": f"https://{host}/{path}"}, "response": {"status": 200}}


@test
def a_browsers_archive_is_played_again_at_other_concurrencies(case):
    entries = [archive_entry(n, n, connect=20 if n < 2 else -1, ssl=10, wait=100, receive=30)
               for n in range(12)]
    case.file("page.har", json.dumps({"log": {"entries": entries}}))
    done = case.run("compare", "--har", "page.har")
    expect(done.code == 0, str(done))
    rows = {name: found[1] for name in ("recorded", "one by one", "6 at a time", "100 at a time")
            if (found := re.search(rf"^ {name} +([0-9.]+ m?s) ", done.out, re.M))}
    expect(rows == {"recorded": "151.0 ms", "one by one": "1.580 s", "6 at a time": "280.0 ms",
                    "100 at a time": "150.0 ms"}, f"{rows}\n{done.out}")
    for content, message in (("{", "line 1, column 1"), ('{"log": 1}', "no HTTP archive"),
                             (json.dumps({"log": {"entries": [archive_entry(0, "", wait=-7)]}}),
                              'entry 1: "wait" is -7 ms')):
        case.file("bad.har", content)
        done = case.run("compare", "--har", "bad.har")
        expect(done.code == 2 and done.err.startswith("meanwhile: could not read bad.har: ")
               and message in done.err and not done.out, str(done))
    expect(case.run("compare", "--har", "page.har", "x.py").code == 2, "programs and a HAR file")
    expect(case.run("compare", "--har", "none.har").code == 2, "no such file")
    expect(case.run("compare", "--har", "page.har", "--latency", "1s").code == 2, "a world")


@test
def an_archive_gives_a_host_its_latencies(case):
    case.file("page.har", json.dumps({"log": {"entries": [
        archive_entry(0, "x", wait=100, receive=20), archive_entry(1, "x", wait=50),
        archive_entry(2, "x", host="b.org", wait=1)]}}))
    text = ("# meanwhile: host a.org latency har(page.har)\nimport requests\n"
            "print([requests.get('https://a.org/x').elapsed.total_seconds() for _ in range(3)])\n")
    done = case.program(text)
    expect(done.out == "[0.12, 0.05, 0.12]\n", str(done))
    done = case.program(text.replace("host a.org", "host c.org"))
    expect(done.code == 2 and "page.har has no request to c.org" in done.err, str(done))


@test
def the_readme_shows_what_the_pool_does(case):
    """The table of assets/demo/pool.py."""
    text = (ROOT / "README.md").read_text()
    rows = re.findall(r"^\| (\d+) \| ([\d.]+ m?s) \| (\S+(?: m?s)?) \| (\S+(?: m?s)?) \| (\S+(?: m?s)?) \|$", text, re.M)
    expect([row[0] for row in rows] == ["5", "20", "60"], str(rows))
    (case.folder / "assets").symlink_to(ROOT / "assets")
    for connections, makespan, *phases in rows:
        done = case.run("run", "--set", f"CONNECTIONS={connections}", "assets/demo/pool.py")
        shown = re.sub(r"\s+", " ", done.err)
        expect(f"makespan {makespan} " in shown, f"{makespan}: {done}")
        for name, value in zip(("pool", "queue", "service"), phases):
            expect(f"{name} {value}" in shown if value != "none" else f" {name} " not in shown,
                   f"{name} {value}: {done}")


SHARED_POOL = """\
# meanwhile: host * latency 10ms rtt 1ms
# meanwhile: machine instruction 1us switch 50us cores 2
import httpx, threading
client = httpx.Client(limits=httpx.Limits(max_connections=3))
done = []
def work(n):
    for i in range(5):
        done.append(client.get(f"http://a.org/{n}/{i}").status_code)
threads = [threading.Thread(target=work, args=(n,)) for n in range(12)]
for t in threads: t.start()
for t in threads: t.join()
print(len(done), set(done), client._pool.busy, client._pool.standing)
"""


@test
def threads_share_a_pool_however_they_are_interrupted(case):
    for options in ((), ("--machine", "gil off"), ("--machine", "switch 7us"), ("--seed", "3")):
        done = case.program(SHARED_POOL, *options)
        expect(done.out == "60 {200} 0 0\n", str(done))


@test
def an_unclosed_client_session_is_reported(case):
    done = case.program("import asyncio\nimport aiohttp\n\nasync def main():\n"
                        "    session = aiohttp.ClientSession()\n    await session.get('http://a.org/')\n\n"
                        "asyncio.run(main())\n")
    contains(done.err, r"^Unclosed client session\nclient_session: <aiohttp\.client\.ClientSession object",
             r"Unclosed connector\nconnections: \['\[\(<aiohttp\.client_proto\.ResponseHandler")


def serves_until_it_is_stopped(case, words):
    """A command that goes on by itself: it says where it serves, and ends when it is asked to."""
    server = subprocess.Popen([case.meanwhile, words[0], "--port", "0", *words[1:]], cwd=case.folder,
                              env=case.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    said = server.stdout.readline()
    server.send_signal(signal.SIGTERM)
    out, err = server.communicate(timeout=SECONDS_MAX)
    expect(said.startswith("Serving at http") and server.returncode == 0, f"{words}: {said}{out}{err}")


@test
def every_command_of_the_readme_works(case):
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(), re.S | re.M)
    commands = [line.strip() for block in blocks for line in block.split("\n")
                if line.strip().startswith(("build/meanwhile ", "meanwhile "))]
    expect(len(commands) >= 6, f"the README shows {len(commands)} commands")
    (case.folder / "assets").symlink_to(ROOT / "assets")
    for command in commands:
        words = shlex.split(command, comments=True)
        if words[1] == "serve":
            serves_until_it_is_stopped(case, words[1:])
            continue
        done = case.run(*words[1:], env={"PATH": f"{os.path.dirname(PYTHON)}:{os.environ['PATH']}"})
        # Measured against a baseline, a busy machine may be slower.
        allowed = (0, 1) if "--against" in words and "real" in words else (0,)
        expect(done.code in allowed, f"{command}: {done}")


@test
def the_readme_shows_what_make_demo_prints(case):
    shown = re.search(r"^<!-- make demo -->\n```text\n(.*?)^```", (ROOT / "README.md").read_text(), re.S | re.M)
    (case.folder / "assets").symlink_to(ROOT / "assets")
    done = case.run("compare", "assets/demo/sequential.py", "assets/demo/gathered.py")
    expect(shown and done.out.strip("\n") == shown[1].strip("\n"), str(done))


@test
def every_program_of_the_readme_runs_on_both_engines(case):
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(), re.S | re.M)
    expect(blocks, "the README shows no program")
    for block in blocks:
        ours = case.program(block)
        theirs = case.program(block, "--engine", "cpython-sim")
        expect(ours.code == 0, str(ours))
        if "fastapi" in block:
            expect(theirs.code == 2, str(theirs))
            continue
        expect((ours.code, ours.out) == (theirs.code, theirs.out), f"ours: {ours}\ntheirs: {theirs}")


def run_test(function, build):
    with tempfile.TemporaryDirectory() as folder:
        try:
            function(Case(build, pathlib.Path(folder)))
            return None
        except subprocess.TimeoutExpired as expired:
            return f"took longer than {SECONDS_MAX} s: {str(expired.cmd)[:300]}"
        except AssertionError as error:
            line = traceback.extract_tb(error.__traceback__)[1].lineno
            return f"line {line}: {error}"
        except Exception:
            return traceback.format_exc()


@test
def reports_come_in_the_format_that_the_ending_asks_for(case):
    case.file("a.py", "import time\ntime.sleep(1)\n")
    case.file("b.py", "import asyncio\nasyncio.run(asyncio.sleep(0.5))\n")
    outs = ["r.json", "r.csv", "r.md", "r.har", "r.vtt", "r.txt", "r.trace.json", "r.trace.json.gz"]
    done = case.run("report", "a.py", "b.py", *(word for name in outs for word in ("-o", name)))
    expect(done.code == 0 and done.out == "" and done.err == "", str(done))
    first = {name: (case.folder / name).read_bytes() for name in outs}
    expect(all(first.values()), "a report is empty")
    report = json.loads(first["r.json"])
    expect([run["figures"]["makespan"] for run in report["runs"]] == [1, 0.5], str(report))
    expect(report["command"] == "meanwhile report a.py b.py", report["command"])
    expect(gzip.decompress(first["r.trace.json.gz"]) == first["r.trace.json"], "not the same trace")
    case.run("report", "a.py", "b.py", *(word for name in outs for word in ("-o", name)))
    expect(all((case.folder / name).read_bytes() == first[name] for name in outs), "bytes differ")


@test
def a_saved_trace_is_reported_as_the_run_was(case):
    case.file("a.py", "import asyncio\nasyncio.run(asyncio.sleep(0.5))\n")
    case.run("run", "-q", "--trace", "a.jsonl", "a.py")
    for ending in (".json", ".trace.json", ".txt"):
        fresh = case.run("report", "a.py", "--format", ending, "-o", "-").out
        expect(case.run("report", "a.py", "--format", ending).out == fresh, "-o - is not the default")
        saved = case.run("report", "a.jsonl", "--format", ending, "-o", "-").out
        expect(fresh.replace("a.py", "a.jsonl") == saved.replace("a.py", "a.jsonl"), saved)


@test
def a_report_that_cannot_be_written_leaves_what_was_there(case):
    case.file("a.py", "print(1)\n")
    case.file("old.json", "precious")
    case.file("broken.jsonl", "{}\n")
    for arguments in (["a.py", "-o", "nowhere/x.json"], ["a.py", "-o", "x.what"],
                            ["broken.jsonl", "-o", "old.json"], ["-o", "old.json"],
                            ["a.py", "--format", ".json", "-o", "/dev/full"]):
        done = case.run("report", *arguments)
        expect(done.code != 0 and done.err.count("meanwhile: ") == 1, str(done))
    expect((case.folder / "old.json").read_text() == "precious", "the old report is gone")
    expect(sorted(path.name for path in case.folder.iterdir())
           == ["a.py", "broken.jsonl", "old.json"], "something was left behind")


@test
def diff_tells_where_two_runs_part(case):
    case.file("a.py", "import time\nfor n in range(3):\n    time.sleep(0.1)\n")
    case.file("b.py", "import time\nfor n in range(3):\n    time.sleep(0.1 + n // 2)\n")
    case.run("run", "-q", "--trace", "a.jsonl", "a.py")
    done = case.run("diff", "a.jsonl", "a.py")
    expect(done.code == 0 and "are the same" in done.out and done.err == "", str(done))
    done = case.run("diff", "a.py", "b.py")
    expect(done.code == 1 and re.search(r"makespan +300\.0 ms +1\.300 s", done.out), str(done))
    for arguments in (["a.py"], ["a.py", "nowhere.py"], ["a.py", "a.py", "a.py"], []):
        done = case.run("diff", *arguments)
        expect(done.code == 2 and done.out == "" and "meanwhile: " in done.err, str(done))


@test
def a_report_against_a_baseline_is_a_gate(case):
    case.file("a.py", "import time\nTIME = 1\ntime.sleep(TIME)\n")
    case.run("report", "a.py", "-o", "base.json")
    for value, tolerance, code in (("1", "0%", 0), ("1.04", "0", 1), ("1.04", "5%", 0), ("0.5", "0", 0)):
        done = case.run("report", "--set", f"TIME={value}", "a.py", "--against", "base.json",
                        "--tolerance", tolerance, "-o", "now.json")
        expect(done.code == code and "was 1.000 s" in done.err and done.out == "", str(done))
    done = case.run("report", "a.py", "--against", "a.py", "-o", "now.json")
    expect(done.code == 2 and "could not read a.py" in done.err, str(done))


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    sys.modules["e2e"] = sys.modules["__main__"]  # the files beside this one add to its tests
    for path in sorted(pathlib.Path(__file__).parent.glob("*.py")):
        if path.stem != "e2e":
            importlib.import_module(path.stem)
    chosen = [function for function in TESTS
              if not arguments.names or any(name in function.__name__ for name in arguments.names)]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for function, problem in zip(chosen, pool.map(lambda f: run_test(f, build), chosen)):
            if problem is not None:
                failed += 1
                print(f"FAILED {function.__name__}: {problem}\n")
    print(f"{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
