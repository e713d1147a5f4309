#!/usr/bin/python3
"""Writes random match statements, and random classes with several bases, and compares the engine with
CPython.

    tests/oracle/random_matches.py [--build build] [--count 60] [--seed 1] [--keep DIR]

A program of the first kind has functions that are nothing but a match, and asks each of them for many
values: which case matched, and what it bound. One of the second kind prints for each class its order, its
layout, and what its methods, attributes and operators come to, or why it cannot be. Output and exit code
must be the same; a program of the second kind may be refused. The last line is `N passed, N failed`."""

import argparse
import os
import pathlib
import random
import sys
import tempfile

import random_flow

CASES_HEAD = """
from enum import Enum
class Colour(Enum):
    RED = 1
    BLUE = 2
class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __repr__(self):
        return f"P({self.x!r}, {self.y!r})"
class Q(P):
    __match_args__ = ("y",)
    z = 7
"""
CLASSES_HEAD = """
def show(cls):
    print([base.__name__ for base in cls.__mro__], [base.__name__ for base in cls.__bases__], cls.__base__.__name__)
    try:
        made = cls()
    except (TypeError, AttributeError) as error:
        print(error)
        return
    print([getattr(made, name, lambda: None)() for name in "abc"], getattr(made, "x", 0), getattr(made, "y", 0))
    print(str(made).split(" at 0x")[0], made == 5, bool(made), hasattr(made, "__dict__"))
    for name in ("s0_0", "s1_0", "s2_0", "s3_1", "s4_0", "s5_0", "other"):
        try:
            setattr(made, name, name)
            print(getattr(made, name), end=" ")
        except AttributeError as error:
            print(error)
    print()
"""
KEYS = ('1', '2', '"a"', '"b"', 'None')
ATOMS = ('1', '2', '3', '"a"', '"b"', 'None', 'True', 'False', '1.0', '2.5', 'b"x"', '()', '[]', '{}',
         'Colour.RED', 'Colour.BLUE', '-1')
LITERALS = ('1', '2', '"a"', '"b"', 'None', 'True', '-1', '2.5', 'Colour.RED', 'b"x"')
CLOSED = ('1', '2', '"a"', '"b"', 'None', 'Colour.BLUE', '[]', '[_]', '{}', 'P()', 'int()', '[1, *_]')
BUILTINS = ('int', 'str', 'list', 'dict', 'float', 'bool', 'tuple')
BUILTIN_BASES = ('dict', 'Exception', 'KeyError', 'int', 'list', 'ABC', 'Generic[T]')


class Matches:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = []

    def chance(self, probability):
        return self.random.random() < probability

    def value(self, depth=0):
        kind = self.random.choice("atoms atoms list tuple dict object".split()) if depth < 3 else "atoms"
        count = self.random.randint(0, 3)
        if kind == "list":
            return f"[{', '.join(self.value(depth + 1) for _ in range(count))}]"
        if kind == "tuple":
            return f"({''.join(self.value(depth + 1) + ', ' for _ in range(count))})"
        if kind == "dict":
            pairs = (f"{self.random.choice(KEYS)}: {self.value(depth + 1)}" for _ in range(count))
            return f"{{{', '.join(pairs)}}}"
        if kind == "object":
            return f"{self.random.choice('PQ')}({self.value(depth + 1)}, {self.value(depth + 1)})"
        return self.random.choice(ATOMS)

    def capture(self, _depth=0):
        self.names.append(f"n{len(self.names)}")
        return self.names[-1]

    def pattern(self, depth):
        """What always matches stands below another pattern only."""
        kinds = ["literal", "literal"]
        if depth > 0:
            kinds += ["capture", "capture", "wildcard"]
        if depth < 4:
            kinds += ["sequence", "sequence", "mapping", "of_class", "alternatives", "named"]
        return getattr(self, self.random.choice(kinds))(depth)

    def literal(self, _depth):
        return self.random.choice(LITERALS)

    def wildcard(self, _depth):
        return "_"

    def parts(self, depth):
        return [self.pattern(depth + 1) for _ in range(self.random.randint(0, 3))]

    def sequence(self, depth):
        parts = self.parts(depth)
        if self.chance(0.4):
            star = "*_" if self.chance(0.5) else "*" + self.capture()
            parts.insert(self.random.randint(0, len(parts)), star)
        return f"[{', '.join(parts)}]"

    def mapping(self, depth):
        keys = self.random.sample(KEYS, self.random.randint(0, 2))
        parts = [f"{key}: {self.pattern(depth + 1)}" for key in keys]
        if self.chance(0.3):
            parts.append("**" + self.capture())
        return f"{{{', '.join(parts)}}}"

    def of_class(self, depth):
        if self.chance(0.5):
            form = self.random.choice(("{0}()", "{0}({1})", "{0}({1}, y={2})", "{0}(x={1}, z={2})"))
            count = form.count("{") - 1
            parts = [self.pattern(depth + 1) for _ in range(count)]
            return form.format(self.random.choice("PQ"), *parts)
        inside = self.pattern(depth + 1) if self.chance(0.5) else ""
        return f"{self.random.choice(BUILTINS)}({inside})"

    def alternatives(self, _depth):
        chosen = [self.random.choice(CLOSED) for _ in range(self.random.randint(2, 3))]
        if self.chance(0.4):
            name = self.capture()
            chosen = [f"[{name}, {one}]" if self.chance(0.5) else f"[_, {one}, {name}]" for one in chosen]
        return f"({' | '.join(chosen)})"

    def named(self, depth):
        inside = self.alternatives(depth) if self.chance(0.5) else self.sequence(depth)
        return f"({inside} as {self.capture()})"

    def program(self):
        lines = [CASES_HEAD]
        functions = [f"f{number}" for number in range(6)]
        for function in functions:
            lines.append(f"def {function}(v):\n    match v:")
            for number in range(self.random.randint(1, 7)):
                self.names = []
                pattern = self.pattern(0)
                guard = f" if {self.random.choice(self.names)}" if self.names and self.chance(0.3) else ""
                bound = ", ".join(f"'{name}': {name}" for name in self.names)
                lines.append(f"        case {pattern}{guard}: return {number}, {{{bound}}}")
            lines.append("    return 'none'")
        lines.append(f"for v in [{', '.join(self.value() for _ in range(60))}]:\n"
                     f"    for f in ({', '.join(functions)}):\n"
                     "        try:\n            print(v, f.__name__, f(v))\n"
                     "        except Exception as e:\n            print(v, f.__name__, type(e).__name__, e)")
        return "\n".join(lines) + "\n"



class Classes:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, probability):
        return self.random.random() < probability

    def bases(self, made):
        count = min(self.random.choice((1, 1, 2, 2, 3)), len(made))
        bases = self.random.sample(made, count) if self.chance(0.9) else []
        if self.chance(0.15):
            bases.append(self.random.choice(BUILTIN_BASES))
        return ", ".join(bases)

    def body(self, name, number):
        if self.chance(0.2):
            slots = tuple(f"s{number}_{k}" for k in range(self.random.randint(0, 2)))
            yield f"__slots__ = {slots!r}"
        for method in self.random.sample("abc", self.random.randint(0, 3)):
            yield (f"def {method}(self): return '{name}.{method} ' + "
                   f"getattr(super(), '{method}', lambda: 'end')()")
        for attribute in self.random.sample("xy", self.random.randint(0, 2)):
            yield f"{attribute} = '{name}.{attribute}'"
        for probability, line in (
            (0.2, f"def __len__(self): return {number}"),
            (0.2, f"def __repr__(self): return '<{name}>'"),
            (0.15, f"def __eq__(self, o): return '{name}'"),
            (0.15, f"def __init__(self, *a): self.i{number} = 1; super().__init__(*a)"),
        ):
            if self.chance(probability):
                yield line
        yield "pass"

    def program(self):
        lines = ["from abc import ABC", "from typing import Generic, TypeVar", "T = TypeVar('T')", CLASSES_HEAD]
        made = ["object"]
        for number in range(self.random.randint(5, 14)):
            name = f"C{number}"
            body = "\n        ".join(self.body(name, number))
            lines.append(f"try:\n    class {name}({self.bases(made)}):\n        {body}\n"
                         f"except TypeError as error:\n    print('{name}', error)\n    {name} = object\n"
                         f"else:\n    show({name})")
            made.append(name)
            made = [one for one in made if one != "object"]
        return "\n".join(lines) + "\n"


def compare(engine, program, folder, may_be_refused):
    difference, our_code = random_flow.differ(engine, program, folder)
    return None if may_be_refused and our_code == 2 else difference


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default="build")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="a folder for programs that differ")
    arguments = parser.parse_args()
    engine = str((arguments.build / "meanwhile").resolve())
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(arguments.seed, arguments.seed + arguments.count):
            for kind in (Matches, Classes):
                program = kind(seed).program()
                difference = compare(engine, program, folder, kind is Classes)
                if difference is None:
                    passed += 1
                    continue
                failed += 1
                print(f"FAILED seed {seed}, {kind.__name__}\n{difference}\n")
                if arguments.keep:
                    os.makedirs(arguments.keep, exist_ok=True)
                    path = os.path.join(arguments.keep, f"{kind.__name__}_{seed}.py")
                    with open(path, "w", encoding="utf-8") as file:
                        file.write(program)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
