#!/usr/bin/python3
"""Writes random programs about the flow of control and compares the engine with CPython.

    tests/oracle/random_flow.py [--build build] [--count 100] [--seed 1] [--keep DIR]

Each program is a function (plain, a generator, or a coroutine that is driven by hand) full of loops,
`try`, `with`, `del`, walrus, chained comparisons, `return` and `raise` in all the wrong places; it
prints what it evaluates, in the order in which it does. Output and exit code must be the same. A
program that differs is shown with its seed; --keep writes such programs to a folder. The last line
is `N passed, N failed`."""

import argparse
import difflib
import os
import pathlib
import random
import subprocess
import sys
import tempfile

PYTHON = "/usr/bin/python3"
NAMES = "abcde"
SECONDS_MAX = 20

HEAD = '''
class CM:
    def __init__(self, n, swallows):
        self.n, self.swallows = n, swallows
    def __enter__(self):
        say("enter", self.n)
        return self.n
    def __exit__(self, kind, value, where):
        say("exit", self.n, kind and kind.__name__)
        return self.swallows
class ACM(CM):
    async def __aenter__(self):
        return self.__enter__()
    async def __aexit__(self, *what):
        return self.__exit__(*what)
class Countdown:
    def __init__(self, n):
        self.n = n
    def __aiter__(self):
        return self
    async def __anext__(self):
        if self.n <= 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n
class Loud:
    def __init__(self, n):
        self.n = n
    def __del__(self):
        say("gone", self.n)
    def __bool__(self):
        return self.n % 2 == 1
steps = 0
def say(*what):
    global steps
    steps += 1
    if steps > 400:
        raise SystemExit
    print(*what)
def t(x):
    say("t", x)
    return x
def risky(k, x):
    say("risky", k)
    if k % 3 == 0:
        raise ValueError(k)
    if k % 7 == 0:
        raise KeyError(k)
    return x
'''

TAIL = '''
def once(x):
    global steps
    steps = 0
    try:
        %s
    except SystemExit:
        print("enough")
    except RuntimeError as error:
        print("runtime error")
    except BaseException as error:
        chain = []
        while error is not None and len(chain) < 6:
            chain.append((type(error).__name__, "" if isinstance(error, TypeError) else str(error)))
            error = error.__context__
        print("raised", chain)
for x in (0, 1, 5):
    once(x)
'''

DRIVERS = {
    "plain": 'print("result", f(x))',
    "generator": 'print("result", list(f(x)))',
    "coroutine": '''try:
            f(x).send(None)
        except StopIteration as stop:
            print("result", stop.value)''',
}


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.number = 0
        self.kind = self.random.choice(("plain", "plain", "generator", "coroutine"))

    def next_number(self):
        self.number += 1
        return self.number

    def pick(self, *choices):
        return self.random.choice(choices)

    def name(self):
        return self.random.choice(NAMES)

    def chance(self, share):
        return self.random.random() < share

    def expression(self, depth):
        """An expression whose value is a small number, a truth value or None."""
        inner = lambda: self.expression(depth - 1)  # noqa: E731
        k = self.next_number()
        simple = [self.name, self.name, lambda: str(self.random.randrange(-3, 6)),
                  lambda: str(self.random.randrange(-3, 6)), lambda: f"t({k})"]
        if depth <= 0:
            return self.pick(*simple)()
        return self.pick(
            *simple,
            lambda: f"({inner()} {self.pick('+', '-', '*')} {inner()})",
            lambda: f"({inner()} {self.pick('<', '>', '==', '!=', '<=', '>=')} {inner()})",
            lambda: f"({inner()} {self.pick('<', '>', '==')} {inner()} {self.pick('<', '>=', '!=')} {inner()})",
            lambda: f"({inner()} {self.pick('and', 'or')} {inner()} {self.pick('and', 'or')} {inner()})",
            lambda: f"(not {inner()})",
            lambda: f"({inner()} if {inner()} else {inner()})",
            lambda: f"({self.name()} := {inner()})",
            lambda: f"risky({k}, {inner()})",
            lambda: f"len([{inner()}, {inner()}, *[{self.name()}]])",
            lambda: f"sum([{self.expression(0)} for {self.name()} in range({self.random.randrange(3)}) if {self.name()}])",
            lambda: f"[{inner()}, {inner()}][{self.random.randrange(2)}]",
            lambda: f"(lambda x={inner()}: x)()",
            lambda: f"max({inner()}, *[{inner()}, 1])",
            lambda: f"len(f'{{{self.expression(0)}}}x{{{self.name()}!r:>4}}')",
            lambda: f"({inner()} is None)",
            lambda: f"({inner()} in [1, 2, {self.name()}])",
            lambda: f"len({{{inner()}: {inner()}, **{{1: 2}}}})",
        )()

    def block(self, depth, indent, in_loop):
        return "".join(self.statement(depth, indent, in_loop) for _ in range(self.random.randrange(1, 4)))

    def statement(self, depth, indent, in_loop):
        """Lines of a statement; those with blocks of their own only while depth lasts."""
        pad = "    " * indent
        name, k = self.name(), self.next_number()
        leaf = self.random.randrange(12)
        if depth > 0 and self.chance(0.55):
            return self.pick(self.if_block, self.if_block, self.for_block, self.while_block,
                             self.with_block, self.try_block, self.try_block)(depth, indent, in_loop)
        if leaf == 0:
            return f"{pad}{name} {self.pick('+=', '-=')} {self.expression(1)}\n"
        if leaf == 1:
            return f"{pad}{name}, {self.name()} = {self.expression(1)}, {self.expression(1)}\n"
        if leaf == 2:
            return f"{pad}del {name}\n" if self.chance(0.5) else f"{pad}{self.expression(2)}\n"
        if leaf == 3 and in_loop:
            return f"{pad}{self.pick('break', 'continue')}\n"
        if leaf == 4 and self.chance(0.5):
            return f"{pad}return {self.expression(1)}\n"
        if leaf == 5 and self.chance(0.4):
            return f"{pad}raise {self.pick('ValueError', 'KeyError', 'TypeError')}({k})\n"
        if leaf == 6:
            return f"{pad}assert {self.expression(1)}, {k}\n"
        if leaf == 7:
            return f"{pad}{name} = {self.name()} = {self.expression(1)}\n"
        if leaf == 8 and self.kind == "generator":
            return f"{pad}{name} = yield {self.expression(1)}\n"
        if leaf == 9:
            return f"{pad}loud = Loud({k})\n" if self.chance(0.5) else f"{pad}Loud({k})\n"
        if leaf == 10:
            return f"{pad}say({k}, {self.expression(2)})\n"
        return f"{pad}{name} = {self.expression(3)}\n"

    def asynchronous(self):
        return self.kind == "coroutine" and self.chance(0.4)

    def if_block(self, depth, indent, in_loop):
        pad = "    " * indent
        lines = f"{pad}if {self.expression(2)}:\n{self.block(depth - 1, indent + 1, in_loop)}"
        if self.chance(0.3):
            lines += f"{pad}elif {self.expression(1)}:\n{self.block(depth - 1, indent + 1, in_loop)}"
        if self.chance(0.5):
            lines += f"{pad}else:\n{self.block(depth - 1, indent + 1, in_loop)}"
        return lines

    def for_block(self, depth, indent, in_loop):
        pad = "    " * indent
        count = self.random.randrange(4)
        head = f"async for {self.name()} in Countdown({count})" if self.asynchronous() \
            else f"for {self.name()} in range({count})"
        lines = f"{pad}{head}:\n{self.block(depth - 1, indent + 1, True)}"
        if self.chance(0.4):
            lines += f"{pad}else:\n{self.block(depth - 1, indent + 1, in_loop)}"
        return lines

    def while_block(self, depth, indent, in_loop):
        pad = "    " * indent
        return (f"{pad}while {self.expression(2)}:\n{pad}    say('again')\n"
                f"{self.block(depth - 1, indent + 1, True)}"
                f"{pad}    if t({self.next_number()}) % 2:\n{pad}        break\n")

    def with_block(self, depth, indent, in_loop):
        pad = "    " * indent
        head, manager = ("async with", "ACM") if self.asynchronous() else ("with", "CM")
        items = [f"{manager}({self.next_number()}, {self.chance(0.4)})" for _ in range(self.pick(1, 1, 1, 2))]
        items = [f"{item} as {self.name()}" if self.chance(0.5) else item for item in items]
        return f"{pad}{head} {', '.join(items)}:\n{self.block(depth - 1, indent + 1, in_loop)}"

    def try_block(self, depth, indent, in_loop):
        pad = "    " * indent
        lines = f"{pad}try:\n{self.block(depth - 1, indent + 1, in_loop)}"
        handlers = self.pick(0, 1, 1, 2)
        for _ in range(handlers):
            kind = self.pick("ValueError", "KeyError", "(TypeError, NameError)", "AssertionError")
            name = f" as {self.name()}" if self.chance(0.4) else ""
            lines += f"{pad}except {kind}{name}:\n{self.block(depth - 1, indent + 1, in_loop)}"
            if self.chance(0.2):
                lines += f"{pad}    raise\n"
        if handlers and self.chance(0.3):
            lines += f"{pad}else:\n{self.block(depth - 1, indent + 1, in_loop)}"
        if not handlers or self.chance(0.5):
            lines += (f"{pad}finally:\n{pad}    say('finally', {self.next_number()})\n"
                      f"{self.block(depth - 1, indent + 1, in_loop)}")
        return lines

    def program(self):
        body = self.block(4, 1, False) + self.block(4, 1, False)
        if self.chance(0.4):
            body = "    cells = lambda: (a, c)\n" + body
        if self.kind == "generator":
            body += "    yield 1\n"
        head = "async def" if self.kind == "coroutine" else "def"
        return f"{HEAD}{head} f(a, b=2):\n{body}{TAIL % DRIVERS[self.kind]}"


def run(command, folder):
    """Output and exit code; a time-out is an output of its own."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired:
        return "timed out", -1
    return done.stdout.decode(errors="replace"), done.returncode


def differ(engine, program, folder):
    """What CPython and the engine do differently, or None; and the engine's exit code."""
    path = os.path.join(folder, "program.py")
    with open(path, "w", encoding="utf-8") as file:
        file.write(program)
    theirs, their_code = run([PYTHON, "-W", "ignore", path], folder)
    ours, our_code = run([engine, "run", "-q", path], folder)
    if ours == theirs and our_code == their_code:
        return None, our_code
    lines = difflib.unified_diff(theirs.splitlines(), ours.splitlines(), "CPython", "engine", n=2, lineterm="")
    return "\n".join([*list(lines)[:14], f"exit {their_code} / {our_code}"]), our_code


def compare(engine, seed, folder):
    """None if the two agree, otherwise what differs; the program with it."""
    program = Writer(seed).program()
    try:
        compile(program, "program.py", "exec")
    except SyntaxError:  # say, a name that is used before its `global`
        return None, program
    return differ(engine, program, folder)[0], program


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default="build")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a folder for programs that differ")
    arguments = parser.parse_args()
    engine = str((arguments.build / "meanwhile").resolve())
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(arguments.seed, arguments.seed + arguments.count):
            difference, program = compare(engine, seed, folder)
            if difference is None:
                passed += 1
                continue
            failed += 1
            print(f"FAILED seed {seed}\n{difference}\n")
            if arguments.keep:
                os.makedirs(arguments.keep, exist_ok=True)
                with open(os.path.join(arguments.keep, f"{seed}.py"), "w", encoding="utf-8") as file:
                    file.write(program)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
