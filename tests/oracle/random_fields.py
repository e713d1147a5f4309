"""Fields of pydantic models with random annotations, given random values, in our engine and under CPython
with the real pydantic: what becomes of each value, and what is wrong with it, must be the same.

    /usr/bin/python3 tests/oracle/random_fields.py --build build [--seed N] [--fields N]"""

import argparse
import importlib.util
import pathlib
import random
import subprocess
import sys
import tempfile

SECONDS_MAX = 120
VALUES_PER_FIELD = 6

ATOMS = ["int", "float", "str", "bool", "bytes", "Any", "dict", "list", "tuple", "set", "frozenset",
         "Color", "Level", "Small", "object"]
VALUES = [
    "0", "1", "-3", "2.5", "'x'", "'12'", "' 7 '", "'1e3'", "'true'", "'off'", "b'ab'", "b'5'", "None",
    "True", "False", "[]", "[1, 2]", "['1', None]", "(1, 'a')", "{1, 2}", "{'a': 1}", "{'1': '2'}", "{}",
    "'red'", "'2'", "[[1, '2'], [3]]", "{'n': 5}", "{'n': 'x', 'm': 1}", "Color.red", "Level.low",
    "Small(n=3)", "[{'n': 1}, {'n': 'y'}]", "10**30", "float('nan')", "'é'", "{'k': [1, 2.5, 'z']}",
    "[('a', 1)]", "deque([1, '2'])", "frozenset([3])", "''", "b''", "'nan'", "[True, 1, 'no']",
    "{1.5: 2, 'b': None}",
]
HEAD = '''from collections import deque
from enum import Enum, IntEnum
from typing import Any, Dict, FrozenSet, List, Literal, Optional, Set, Tuple, Union

from pydantic import BaseModel, Field, ValidationError


class Color(str, Enum):
    red = "red"
    blue = "blue"


class Level(IntEnum):
    low = 1
    high = 2


class Small(BaseModel):
    n: int
    m: Optional[str] = None


def show(value):
    """repr(), but with the members of sets in one order."""
    if isinstance(value, (set, frozenset)):
        return type(value).__name__ + str(sorted([show(item) for item in value]))
    if isinstance(value, (list, tuple)):
        return type(value).__name__ + str([show(item) for item in value])
    if isinstance(value, dict):
        return str([(show(key), show(item)) for key, item in value.items()])
    return repr(value)


def attempt(number, model, value):
    try:
        print(number, show(model(x=value()).x))
    except ValidationError as error:
        print(number, error.errors())
    except Exception as error:
        print(number, type(error).__name__, error)

'''


def annotation(chance, depth=0):
    if depth > 2 or chance.random() < 0.45:
        return chance.choice(ATOMS)

    def inner():
        return annotation(chance, depth + 1)

    kind = chance.choice(["List", "Set", "FrozenSet", "list", "set", "Optional", "Dict", "dict", "Tuple",
                          "tuple", "Tuple…", "Union", "Literal", "|"])
    if kind == "Tuple…":
        return f"Tuple[{inner()}, ...]"
    if kind in ("Tuple", "tuple"):
        return f"{kind}[{', '.join([inner() for _ in range(chance.randint(1, 3))])}]"
    if kind in ("Dict", "dict"):
        return f"{kind}[{chance.choice(['int', 'str', 'float', 'Color', 'bool'])}, {inner()}]"
    if kind == "Union":
        return f"Union[{', '.join([inner() for _ in range(chance.randint(2, 3))])}]"
    if kind == "Literal":
        some = chance.sample(["1", "'a'", "True", "None", "2", "'b'"], chance.randint(1, 3))
        return f"Literal[{', '.join(sorted(some) + ['3'])}]"  # typing caches them whatever their order
    if kind == "|":
        return f"Optional[Union[{inner()}, int]]"
    return f"{kind}[{inner()}]"


def default(chance, text):
    choices = ["", "", "", " = None"]
    if text in ("int", "float", "Optional[int]", "List[int]"):
        choices.append(" = Field(None, ge=1, lt=4)")
    if text in ("str", "Optional[str]", "List[str]", "bytes"):
        choices.append(" = Field('d', min_length=2, max_length=3)")
    if text.startswith(("List[", "list[")):
        choices.append(" = Field([], min_items=1, max_items=2)")
    return chance.choice(choices)


def program(seed, fields):
    chance = random.Random(seed)
    parts = [HEAD]
    for number in range(fields):
        text = annotation(chance)
        parts.append(f"\nclass Model{number}(BaseModel):\n    x: {text}{default(chance, text)}\n\n")
        for value in chance.sample(VALUES, VALUES_PER_FIELD):
            parts.append(f"attempt({number}, Model{number}, lambda: {value})")
    return "\n".join(parts) + "\n"


def output_of(command):
    done = subprocess.run(command, capture_output=True, timeout=SECONDS_MAX)
    if done.returncode != 0:
        sys.exit(f"random_fields: {' '.join(map(str, command))} ended with {done.returncode}\n"
                 + done.stderr.decode(errors="replace")[-2000:])
    return done.stdout.decode().splitlines()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fields", type=int, default=400)
    options = parser.parse_args()
    if importlib.util.find_spec("pydantic") is None:
        print("random_fields: not compared, since pydantic is not installed\n0 passed, 0 failed")
        return 0
    text = program(options.seed, options.fields)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "fields.py"
        path.write_text(text)
        real = output_of([sys.executable, path])
        ours = output_of([pathlib.Path(options.build) / "meanwhile", "run", "-q", path])
    wrong = [(mine, theirs) for mine, theirs in zip(ours, real) if mine != theirs]
    for mine, theirs in wrong[:10]:
        number = int(theirs.split(" ")[0])
        shown = text[text.index(f"class Model{number}("):].split("\n")[1].strip()
        print(f"{shown}\n  pydantic {theirs}\n  ours     {mine}")
    failed = bool(wrong) or len(real) != len(ours)
    print(f"random_fields: seed {options.seed}, {len(real)} values of {options.fields} fields, "
          f"{len(wrong)} differ")
    print(f"{1 - failed} passed, {int(failed)} failed")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
