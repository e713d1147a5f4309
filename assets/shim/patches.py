"""The standard library on the virtual clock: time, datetime, random, os, traceback, and the modules
of this world."""

import importlib.util
import os
import sys
import time

from . import machine, mending
from .program import HERE, Builtin, is_own, know

PROCESS_ID = 1
CLIENTS = ("requests", "httpx", "aiohttp", "_http")
SERVERS = ("fastapi", "uvicorn", "starlette")

seed = 0
options = None
_channel = None


def install(given, program):
    global seed, options
    options = given
    seed = given.seed
    know(program, given.modules)
    os.environ["TZ"] = "UTC"
    time.tzset()
    machine.install()
    mend_time()
    os.cpu_count = lambda: given.cores
    os.getpid = lambda: PROCESS_ID
    os.urandom = urandom
    sys.excepthook = excepthook
    sys.unraisablehook = unraisablehook
    MENDERS["random"] = mending.mend_random(seed)
    Finder(MENDERS).install()
    if given.trace is not None:
        from . import virtual_recorder

        if given.trace == "channel":
            stream = channel()
        else:
            stream = open(given.trace, "w", encoding="utf-8")
        machine.recorder = virtual_recorder.VirtualRecorder(stream, is_own)
        sys.stdout = machine.recorder.wrap(sys.stdout, 1)
        sys.stderr = machine.recorder.wrap(sys.stderr, 2)


def channel():
    """The line to the parent process, to be written to and read from."""
    global _channel
    if _channel is None:
        import socket

        _channel = socket.socket(fileno=options.channel).makefile("rw", encoding="utf-8")
    return _channel


def finish_recording(code):
    """The main program is over: its threads are joined, then the record ends."""
    import atexit

    atexit.register(machine.recorder.finish, int(code))


# --- time ---


def mend_time():
    now = machine
    real_sleep, gmtime, localtime = time.sleep, time.gmtime, time.localtime
    real_strftime, real_asctime, real_ctime = time.strftime, time.asctime, time.ctime

    def sleep(seconds, /):
        if not isinstance(seconds, (int, float)) and not hasattr(seconds, "__index__"):
            return real_sleep(seconds)  # it raises
        if seconds < 0 or machine.is_refused(seconds):
            return real_sleep(seconds)
        until = now.after(now.to_ns(seconds))
        if now.recorder is None:
            now.sleep_until(until, "time.sleep")
        else:
            note = now.recorder.block_begins("sleep", until=until)
            now.sleep_until(until, "time.sleep")
            now.recorder.block_ends(note)

    def virtual_time():
        return (now.epoch_ns + now.now_ns) / 1e9

    def time_ns():
        return now.epoch_ns + now.now_ns

    def perf_counter():
        return now.now_ns / 1e9

    def perf_counter_ns():
        return now.now_ns

    def seconds_or_now(seconds):
        return time_ns() // 1_000_000_000 if seconds is None else seconds

    def strftime(format, t=None, /):
        return real_strftime(format, localtime(seconds_or_now(None)) if t is None else t)

    def asctime(t=None, /):
        return real_asctime(localtime(seconds_or_now(None)) if t is None else t)

    mended = {
        "sleep": sleep,
        "time": virtual_time,
        "time_ns": time_ns,
        "gmtime": lambda seconds=None, /: gmtime(seconds_or_now(seconds)),
        "localtime": lambda seconds=None, /: localtime(seconds_or_now(seconds)),
        "ctime": lambda seconds=None, /: real_ctime(seconds_or_now(seconds)),
        "asctime": asctime,
        "strftime": strftime,
    }
    for name in ("perf_counter", "monotonic"):
        mended[name] = perf_counter
        mended[name + "_ns"] = perf_counter_ns
    mended["process_time"] = lambda: now.computed_ns / 1e9
    mended["process_time_ns"] = lambda: now.computed_ns
    mended["thread_time"] = lambda: now.current.computed_ns / 1e9
    mended["thread_time_ns"] = lambda: now.current.computed_ns
    for name, function in mended.items():
        setattr(time, name, Builtin(function, name))


def mend_datetime(datetime):
    """date.today() asks time.time(); datetime.now() asks the system, cut to whole microseconds."""
    original = datetime.datetime

    class Mended(original):
        __slots__ = ()
        __module__ = "datetime"

        @classmethod
        def now(cls, tz=None):
            seconds, ns = divmod(machine.epoch_ns + machine.now_ns, 1_000_000_000)
            return cls.fromtimestamp(seconds, tz).replace(microsecond=ns // 1000)

        @classmethod
        def utcnow(cls):
            return cls.now()

        def __repr__(self):
            return "datetime." + original.__repr__(self)

    Mended.__name__ = Mended.__qualname__ = "datetime"
    datetime.datetime = Mended
    for name in ("min", "max"):
        setattr(Mended, name, Mended.combine(getattr(original, name), getattr(original, name).time()))


class Instant(float):
    """A time whose sums and differences are whole nanoseconds. On a clock that does not move by
    itself, the standard library's `remaining = end - time()` must come to exactly nothing."""

    __slots__ = ()

    def __add__(self, seconds):
        if machine.is_refused(seconds):
            return float.__add__(self, seconds)
        return Instant((round(self * 1e9) + machine.to_ns(seconds)) / 1e9)

    __radd__ = __add__

    def __sub__(self, other):
        return (round(self * 1e9) - round(other * 1e9)) / 1e9


def now_instant():
    return Instant(machine.now_ns / 1e9)


def mend_queue(queue):
    queue.time = now_instant


def mend_threading(threading):
    threading._time = now_instant


# --- randomness ---

_bytes = None


def urandom(size):
    global _bytes
    if _bytes is None:
        import _random

        _bytes = _random.Random(seed)
    return _bytes.getrandbits(8 * size).to_bytes(size, "little") if size else b""


# --- tracebacks ---


def mend_traceback(traceback):
    mending.mend_traceback(is_own)(traceback)

    def delete(self, index):
        """asyncio's debug mode drops its own frames from the end, which are not there."""
        if index != -1:
            list.__delitem__(self, index)

    traceback.StackSummary.__delitem__ = delete


def excepthook(kind, error, trace):
    import traceback

    if sys.stdout is not None:
        try:
            sys.stdout.flush()
        except Exception:
            pass
    traceback.print_exception(kind, error, trace)


def unraisablehook(unraisable):
    import traceback

    message = unraisable.err_msg or "Exception ignored in"
    try:
        print(f"{message}: {unraisable.object!r}", file=sys.stderr)
        traceback.print_exception(
            unraisable.exc_type, unraisable.exc_value, unraisable.exc_traceback
        )
    except Exception:
        pass


# --- modules that are mended, and modules of this world ---


def mend_asyncio(asyncio):
    from . import loop

    loop.install(asyncio)


def mend_concurrent(base):
    from . import loop

    loop.order_concurrent_futures(base)
    clock = type(time)("time")
    clock.monotonic = now_instant
    base.time = clock


def mend_concurrent_futures(futures):
    """Worker processes have a memory of their own, which threads have not."""
    from concurrent.futures import _base

    futures.wait = _base.wait
    futures.as_completed = _base.as_completed

    class ProcessPoolExecutor(_base.Executor):
        __module__ = "concurrent.futures.process"

        def __init__(self, *args, **kwargs):
            machine.die(2, "the engine cpython-sim has no worker processes: use --engine sim")

    ProcessPoolExecutor.__qualname__ = "ProcessPoolExecutor"
    futures.ProcessPoolExecutor = ProcessPoolExecutor


MENDERS = {
    "traceback": mend_traceback,
    "datetime": mend_datetime,
    "queue": mend_queue,
    "threading": mend_threading,
    "asyncio": mend_asyncio,
    "concurrent.futures._base": mend_concurrent,
    "concurrent.futures": mend_concurrent_futures,
}


class Finder(mending.Mender):
    def find_client(self, name):
        """requests.exceptions stands in requests__exceptions.py beside requests.py."""
        stem = name.replace(".", "__")
        file = os.path.join(options.modules, stem + ".py")
        if not os.path.exists(file):
            return None
        parts = any(other.startswith(stem + "__") for other in os.listdir(options.modules))
        return importlib.util.spec_from_file_location(
            name, file, submodule_search_locations=[] if parts else None
        )

    def find_spec(self, name, path=None, target=None):
        if name in ("_meanwhile", "meanwhile"):
            return importlib.util.spec_from_file_location(name, os.path.join(HERE, name + ".py"))
        if name.partition(".")[0] in CLIENTS:
            return self.find_client(name)
        if name.partition(".")[0] in SERVERS:
            machine.die(2, f"could not import {name}: a server inside the simulated network exists on "
                           "the engine sim alone\n  hint: leave --engine cpython-sim out")
        return super().find_spec(name, path, target)
