"""Reads the options, puts the virtual world in place and runs the program as `__main__`."""

import atexit
import gc
import os
import sys
import types

from . import machine, patches

HERE = os.path.dirname(os.path.abspath(__file__))
DEFAULT_MODULES = os.path.join(os.path.dirname(os.path.dirname(HERE)), "src", "session", "modules")
ORACLE_VERSION = (3, 11)


class Options:
    def __init__(self):
        self.seed = 0
        self.cores = 4
        self.settings = {}
        self.modules = DEFAULT_MODULES
        self.channel = None
        self.trace = None
        self.source = None


def fail(message):
    sys.stderr.write(f"run.py: {message}\n")
    raise SystemExit(2)


def date_ns(text):
    """A date as the command line writes it, "2024-05-01T12:00:00" (UTC), in ns since 1970."""
    import calendar
    import time

    form = "%Y-%m-%dT%H:%M:%S" if "T" in text else "%Y-%m-%d"
    return calendar.timegm(time.strptime(text, form)) * 1_000_000_000


def parse(arguments):
    options = Options()
    rest = list(arguments)
    while rest and rest[0].startswith("--"):
        name = rest.pop(0)
        if name == "--":
            break
        name, equals, value = name.partition("=")
        if not equals:
            if not rest:
                fail(f"{name} needs a value")
            value = rest.pop(0)
        if name == "--seed":
            options.seed = int(value)
        elif name == "--epoch":
            machine.epoch_ns = int(value) if value.isdigit() else date_ns(value)
        elif name == "--cores":
            options.cores = int(value)
        elif name == "--step":
            machine.step_ns = int(value)
        elif name == "--switch":
            machine.switch_ns = int(value)
        elif name == "--time-limit":
            machine.time_limit_ns = int(value)
        elif name == "--set":
            constant, _, text = value.partition("=")
            options.settings[constant] = text
        elif name == "--modules":
            options.modules = value
        elif name == "--channel":
            options.channel = int(value)
        elif name == "--trace":
            options.trace = value
        elif name == "--source":
            options.source = value
        else:
            fail(f"unknown option {name}")
    if not rest:
        fail("no program is given")
    return options, rest


def compile_program(path, shown, options):
    settings = options.settings
    if options.source == "stdin":
        import linecache

        source = sys.stdin.buffer.read()
        text = source.decode("utf-8", "replace")
        linecache.cache[shown] = (len(source), None, text.splitlines(keepends=True), shown)
    else:
        with open(path, "rb") as file:
            source = file.read()
    if not settings:
        return compile(source, shown, "exec", dont_inherit=True)
    import ast

    tree = ast.parse(source, shown)
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            targets = statement.targets
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets = [statement.target]
        else:
            continue
        if len(targets) == 1 and isinstance(targets[0], ast.Name) and targets[0].id in settings:
            value = ast.parse(settings[targets[0].id], mode="eval").body
            for node in ast.walk(value):
                if hasattr(node, "lineno"):
                    ast.copy_location(node, statement.value)
            statement.value = value
    return compile(tree, shown, "exec", dont_inherit=True)


def main(arguments):
    options, argv = parse(arguments)
    if sys.version_info[:2] != ORACLE_VERSION:
        sys.stderr.write(
            "meanwhile: this python3 is {}.{}, the oracle is 3.11: output may differ\n".format(
                *sys.version_info
            )
        )
    gc.disable()
    atexit.register(gc.enable)  # what cycles are left, CPython reclaims at exit
    program = os.path.abspath(argv[0])
    try:
        patches.install(options, program)
        code = compile_program(argv[0], program, options)
    except OSError as error:
        fail(f"can't open {argv[0]}: {error.strerror}")
    sys.argv[:] = argv
    sys.path.insert(0, os.path.dirname(program))
    module = types.ModuleType("__main__")
    module.__file__ = program
    module.__builtins__ = __builtins__["__import__"]("builtins")
    module.__annotations__ = {}
    sys.modules["__main__"] = module
    if machine.recorder is None:
        exec(code, module.__dict__)
        return
    try:
        exec(code, module.__dict__)
    except SystemExit as exit_:
        patches.finish_recording(exit_.code if isinstance(exit_.code, int) else exit_.code is not None)
        raise
    except KeyboardInterrupt:
        patches.finish_recording(130)
        raise
    except BaseException:
        patches.finish_recording(1)
        raise
    patches.finish_recording(0)
