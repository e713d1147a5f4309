"""What CPython's objects have as attributes, asked of ours: never an AttributeError that CPython would not
give. What we have not must stop the run as refused (src/vm/unsupported.def).

    tests/oracle/attributes.py [--build build]

Each object below is made by /usr/bin/python3, which lists it with dir(); the engine is asked for every name.
The last line is `N passed, N failed`, counted in objects."""

import argparse
import os
import re
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor

TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PYTHON = "/usr/bin/python3"
SECONDS_MAX = 60
JOBS = 2

# What nobody asks for: how CPython's memory and its abstract classes are made.
BESIDES = re.compile(
    r"__(weakref|slots|abstractmethods|match_args|class_getitem|init_subclass|subclasshook)__$"
    r"|_abc_impl$|_MutableMapping__marker$|_clear_cache$"
)

PREPARATION = """
import abc, asyncio, collections, concurrent.futures, contextlib, contextvars, dataclasses, datetime
import enum, functools, itertools, json, logging, operator, queue, random, sys, threading, time, typing

async def coroutine(): pass
async def async_generator(): yield 1
def generator(): yield 1
def function(a, b=1): pass
def outer():
    free = 1
    return lambda: free

class Class:
    def method(self): pass
    @property
    def prop(self): pass
    @classmethod
    def of_class(cls): pass
    @staticmethod
    def static(): pass

class Colour(enum.Enum):
    RED = 1

@dataclasses.dataclass
class Record:
    a: int = 1

Pair = collections.namedtuple("Pair", "a b")
loop = asyncio.new_event_loop()

def caught(error):
    try:
        raise error
    except BaseException as raised:
        return raised
"""

OBJECTS = """
caught(ZeroDivisionError()); caught(SystemExit(3)); OSError(2, "x"); caught(KeyError(1)).__traceback__
function; function.__code__; outer().__closure__[0]; generator(); coroutine(); async_generator()
Class(); Class().method; Class.__dict__["prop"]; Class.__dict__["of_class"]; Class.__dict__["static"]
Colour.RED; Record(); Pair(1, 2); Pair; len; list.append; [].append
[]; (); {}; set(); frozenset(); "a"; b"a"; 1; 1.5; True; None; range(3); slice(1); ...; NotImplemented; object
{}.keys(); {}.values(); {}.items(); iter([]); iter({}); iter("a"); iter(set()); iter(range(3))
enumerate([]); zip(); map(str, []); filter(None, []); reversed([])
functools.partial(function); functools.lru_cache(function); functools.cached_property(function)
collections.deque(); collections.Counter(); collections.defaultdict(int); collections.OrderedDict()
collections.ChainMap(); itertools.count(); itertools.chain(); itertools.cycle([])
operator.itemgetter(1); operator.attrgetter("a")
asyncio.Event(); asyncio.Lock(); asyncio.Semaphore(); asyncio.Condition(); asyncio.Queue()
asyncio.Barrier(2); asyncio.Runner(); asyncio.TaskGroup(); asyncio.CancelledError()
loop; loop.create_future(); loop.create_task(coroutine()); loop.call_soon(function); loop.call_later(1, function)
threading.Thread(); threading.Lock(); threading.RLock(); threading.Event(); threading.Condition()
threading.Semaphore(); threading.Timer(1, function); threading.local(); threading.current_thread()
threading.Barrier(2); queue.Queue(); queue.SimpleQueue()
concurrent.futures.Future(); concurrent.futures.ThreadPoolExecutor(1)
datetime.datetime(2020, 1, 1); datetime.date(2020, 1, 1); datetime.time(1); datetime.timedelta(1)
datetime.timezone.utc; random.Random(1); time.gmtime(0)
logging.getLogger("x"); logging.StreamHandler(); logging.Formatter()
logging.LogRecord("a", 10, "p", 1, "m", (), None)
json.JSONEncoder(); json.JSONDecodeError("m", "d", 0)
contextlib.ExitStack(); contextlib.AsyncExitStack(); contextlib.suppress(); contextlib.nullcontext()
contextlib.contextmanager(generator)(); contextlib.asynccontextmanager(async_generator)()
contextvars.ContextVar("v"); contextvars.copy_context()
sys.stdout; sys.version_info; typing.TypeVar("T"); int | str; dataclasses.fields(Record)[0]
"""


def names_of(objects):
    """What CPython lists for each of them."""
    program = PREPARATION + "".join(f"print(*dir({text}))\n" for text in objects)
    done = subprocess.run([PYTHON, "-W", "ignore", "-c", program], capture_output=True, text=True,
                          timeout=SECONDS_MAX, check=True)
    return [[name for name in line.split() if not BESIDES.match(name)]
            for line in done.stdout.splitlines()]


def missing(engine, text, names):
    """The names at which the engine raises AttributeError. At a refusal the run stops, and goes on
    behind it in another."""
    found = []
    at = 0
    while at < len(names):
        program = PREPARATION + f"it = {text}\n" + "".join(
            f"try:\n    it.{name}\nexcept AttributeError: print('-', {number})\n"
            f"except BaseException: print('+', {number})\nelse: print('+', {number})\n"
            for number, name in enumerate(names) if number >= at)
        with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
            file.write(program)
            file.flush()
            done = subprocess.run([engine, "run", "-q", file.name], capture_output=True, text=True,
                                  timeout=SECONDS_MAX)
        answers = re.findall(r"^([-+]) (\d+)$", done.stdout, re.M)
        found += [names[int(number)] for sign, number in answers if sign == "-"]
        next_one = int(answers[-1][1]) + 1 if answers else at
        if next_one < len(names) and "is not in the subset" not in done.stderr:
            return found + [f"{names[next_one]}, where the run ended: {done.stderr[-200:]}"]
        at = next_one + 1
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=os.path.join(TREE, "build"))
    engine = os.path.join(parser.parse_args().build, "meanwhile")
    objects = [text.strip() for text in OBJECTS.replace("\n", ";").split(";") if text.strip()]
    listed = names_of(objects)
    with ThreadPoolExecutor(JOBS) as pool:
        results = list(pool.map(missing, [engine] * len(objects), objects, listed))
    failed = 0
    for text, found in zip(objects, results):
        if found:
            failed += 1
            print(f"FAILED {text} has no {' '.join(found)}")
    print(f"{len(objects) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
