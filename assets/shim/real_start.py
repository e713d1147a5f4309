"""Reads the options, loads what the program will want, and runs it as `__main__`."""

import _thread
import os
import signal
import sys

from . import mending, program

# Libraries that programs want and python3 does not bring: Debian's package, pip's.
LIBRARIES = {
    "aiohttp": ("python3-aiohttp", "aiohttp"),
    "fastapi": ("python3-fastapi", "fastapi"),
    "httpx": ("python3-httpx", "httpx"),
    "numpy": ("python3-numpy", "numpy"),
    "pydantic": ("python3-pydantic", "pydantic"),
    "requests": ("python3-requests", "requests"),
    "starlette": ("python3-starlette", "starlette"),
    "uvicorn": ("python3-uvicorn", "uvicorn"),
}

# What these load when they are first used.
LOADED_LATER = {
    "httpx": ("anyio", "anyio._backends._asyncio", "sniffio", "encodings.idna", "netrc"),
    "requests": ("encodings.idna", "netrc"),
    "aiohttp": ("encodings.idna", "netrc"),
    "asyncio": ("encodings.idna",),
    "concurrent": ("concurrent.futures.thread",),
}

SPEAKING = ("this", "antigravity")  # modules that do something when they are imported
EXIT_REAL_WORLD = 122


class Options:
    def __init__(self):
        self.seed = 0
        self.settings = {}
        self.channel = None
        self.record = None
        self.trace = False
        self.calls = 0
        self.events = 0
        self.source = None


def fail(message):
    sys.stderr.write(f"real.py: {message}\n")
    raise SystemExit(2)


def parse(arguments):
    options = Options()
    rest = list(arguments)
    while rest and rest[0].startswith("--"):
        name = rest.pop(0)
        if name == "--":
            break
        if not rest:
            fail(f"{name} needs a value")
        value = rest.pop(0)
        if name == "--set":
            constant, _, text = value.partition("=")
            options.settings[constant] = text
        elif name == "--trace":
            options.trace = value == "yes"
        elif name == "--source":
            options.source = value
        elif name in ("--seed", "--channel", "--record", "--calls", "--events"):
            setattr(options, name[2:], int(value))
        else:
            fail(f"unknown option {name}")
    if not rest:
        fail("no program is given")
    return options, rest


# --- what is loaded before the clock starts ---


def imports_of(source):
    """The modules that the program names, wherever it does."""
    import ast

    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []  # compiling it will say what is wrong
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.append(node.module)
    return names


def load(names, folder):
    """Imports these modules, except the program's own, which are in this folder. Returns which libraries are
    missing. The libraries do not look there for what they need: a program that is called concurrent.py, as half
    the tutorials call it, is not what asyncio wants of `concurrent`."""
    import importlib.util

    missing = []
    for name in names:
        top = name.partition(".")[0]
        if top in SPEAKING or top in ("__main__", "meanwhile"):
            continue
        try:
            spec = importlib.util.find_spec(top)
            if spec is None:
                if top in LIBRARIES and top not in missing:
                    missing.append(top)
                continue
            if spec.origin is not None and program.is_own(os.path.abspath(spec.origin)):
                continue
            sys.path.remove(folder)
            try:
                for wanted in (name, *LOADED_LATER.get(top, ())):
                    __import__(wanted)
            finally:
                sys.path.insert(0, folder)
        except Exception:
            pass  # whoever wants it will see
    return missing


def explain_missing(argv0, missing):
    names = " and ".join(missing)
    debian = " ".join(LIBRARIES[name][0] for name in missing)
    pip = " ".join(LIBRARIES[name][1] for name in missing)
    sys.stderr.write(f"meanwhile: could not run {os.path.basename(argv0)} on python3: it needs "
                     f"{names} (Debian: {debian}; pip: {pip})\n")


# --- the run ---


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


def stop(code, message):
    """Ends the run here and now; no `finally` of the program runs."""
    flush()
    os.write(2, f"meanwhile: {message}\n".encode())
    if recorder is not None:
        recorder.finish(code)
    os._exit(code)


def end_on_signal(number, frame):
    """The parent's time is up, and it says so itself; what was printed is not to be lost."""
    flush()
    os._exit(128 + number)


def is_shown(filename):
    return not filename.startswith(program.HERE + os.sep)


def without_ours(error, seen):
    """Leaves our own frames out of what python3 will print."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    frames = []
    trace = error.__traceback__
    while trace is not None:
        if is_shown(trace.tb_frame.f_code.co_filename):
            frames.append(trace)
        trace = trace.tb_next
    for trace, deeper in zip(frames, [*frames[1:], None]):
        trace.tb_next = deeper
    error.__traceback__ = frames[0] if frames else None
    without_ours(error.__cause__, seen)
    without_ours(error.__context__, seen)
    for inner in getattr(error, "exceptions", ()):
        if isinstance(inner, BaseException):
            without_ours(inner, seen)


def excepthook(kind, error, trace):
    without_ours(error, set())
    sys.__excepthook__(kind, error, error.__traceback__)


def lead_names(fd, record):
    """Connections go where the parent says."""
    import fcntl
    import json
    import socket

    from . import real_names

    channel = socket.socket(fileno=fd).makefile("rw", encoding="utf-8")
    lock = _thread.allocate_lock()

    def ask(host, port):
        with lock:  # of this process's threads; the other one is of forked processes
            fcntl.lockf(record, fcntl.LOCK_EX)
            channel.write(json.dumps({"ask": "port", "host": host, "port": port}) + "\n")
            channel.flush()
            line = channel.readline()
            fcntl.lockf(record, fcntl.LOCK_UN)
        if not line:
            stop(EXIT_REAL_WORLD, "the parent process has gone")
        return json.loads(line)["port"]

    names = real_names.Names(ask)
    names.install()
    return {
        "asyncio.base_events": names.mend_base_events,
        "aiohttp.connector": real_names.mend_aiohttp_connector,
    }


def watch():
    """Puts the recorder in place. Returns what is to be mended for it."""
    from . import real_clients, real_loop, real_threads

    real_threads.install(recorder)
    sys.stdout = sys.__stdout__ = recorder.wrap(sys.stdout, 1)
    sys.stderr = sys.__stderr__ = recorder.wrap(sys.stderr, 2)
    return {
        **real_threads.menders(recorder),
        **real_clients.menders(recorder),
        "asyncio": real_loop.mender(recorder),
    }


def put_in_place(options):
    global recorder
    tables = [{"random": mending.mend_random(options.seed),
               "traceback": mending.mend_traceback(is_shown)}]
    if options.channel is not None:
        tables.append(lead_names(options.channel, options.record))
    if options.record is not None:
        from . import real_recorder

        recorder = real_recorder.RealRecorder(
            options.record, program.is_own, options.calls, options.events)
        if options.trace or options.calls:
            tables.append(watch())
    menders = {}
    for table in tables:
        for name, mend in table.items():
            menders.setdefault(name, []).append(mend)
    finder = Finder({name: mending.in_turn(mends) for name, mends in menders.items()})
    finder.leads = options.channel is not None  # uvloop's connections cannot be led
    finder.install()


class Finder(mending.Mender):
    def find_spec(self, name, path=None, target=None):
        if name == "uvloop" and self.leads:
            raise ModuleNotFoundError("No module named 'uvloop'", name=name)
        if name == "meanwhile":
            import importlib.util

            file = os.path.join(os.path.dirname(program.HERE), "meanwhile.py")
            return importlib.util.spec_from_file_location(name, file)
        return super().find_spec(name, path, target)


def ends(code):
    """The main program is over: its threads are joined, then the record ends."""
    import atexit

    atexit.register(recorder.finish, int(code))


recorder = None


def main(arguments):
    options, argv = parse(arguments)
    program.warn_of_version()
    file = program.path_of(argv[0])
    program.know(file, os.path.dirname(program.HERE))
    try:
        source = program.read(argv[0], file, options.source == "stdin")
    except OSError as error:
        fail(f"can't open {argv[0]}: {error.strerror}")
    put_in_place(options)
    sys.excepthook = excepthook
    signal.signal(signal.SIGTERM, end_on_signal)
    sys.argv[:] = argv
    folder = program.folder_of(file)
    sys.path.insert(0, folder)
    missing = load(imports_of(source), folder)
    code = program.compile_program(source, file, options.settings)
    module = program.make_main(file)
    if recorder is not None:
        recorder.begins()
    try:
        program.execute(code, module, None if recorder is None else ends)
    except ModuleNotFoundError as error:
        top = (error.name or "").partition(".")[0]
        if top not in LIBRARIES:
            raise
        explain_missing(argv[0], sorted({top, *missing}))
        recorder.finish(EXIT_REAL_WORLD)
        raise SystemExit(EXIT_REAL_WORLD) from None
