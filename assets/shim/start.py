"""Reads the options, puts the virtual world in place and runs the program as `__main__`."""

import atexit
import gc
import os
import sys

from . import machine, patches, program

DEFAULT_MODULES = os.path.join(
    os.path.dirname(os.path.dirname(program.HERE)), "src", "session", "modules")


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


def main(arguments):
    options, argv = parse(arguments)
    program.warn_of_version()
    gc.disable()
    atexit.register(gc.enable)  # what cycles are left, CPython reclaims at exit
    file = program.path_of(argv[0])
    try:
        patches.install(options, file)
        source = program.read(argv[0], file, options.source == "stdin")
        code = program.compile_program(source, file, options.settings)
    except OSError as error:
        fail(f"can't open {argv[0]}: {error.strerror}")
    sys.argv[:] = argv
    sys.path.insert(0, program.folder_of(file))
    module = program.make_main(file)
    program.execute(code, module, patches.finish_recording if machine.recorder is not None else None)
