"""The program: its text with what --set replaces, and which frames are its own. Shared by the engines,
whatever their clock."""

import os
import sys
import types

ORACLE_VERSION = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))

_own_directory = ""
_hidden = ()
_own_cache = {}
_program = ""


def is_own(filename):
    """Whether a frame is the program's own, to be shown; the library's are not."""
    own = _own_cache.get(filename)
    if own is None:
        own = filename == _program or (
            filename.startswith(_own_directory)
            and not filename.startswith(_hidden)
            and "-packages" + os.sep not in filename
        )
        _own_cache[filename] = own
    return own


def path_of(argument):
    """The program's file as CPython names it in tracebacks and `__file__`."""
    return "<stdin>" if argument == "-" else os.path.abspath(argument)


def folder_of(program):
    """What the program imports from first of all."""
    return "" if program == "<stdin>" else os.path.dirname(program)


def know(program, *libraries):
    """The program's path; folders beside Python's own whose files are not the program's."""
    global _own_directory, _hidden, _program
    _program = program
    _own_directory = os.path.abspath(folder_of(program)) + os.sep
    folders = {os.path.dirname(os.__file__), sys.prefix, sys.base_prefix, HERE, *libraries}
    _hidden = tuple(
        os.path.abspath(path) + os.sep
        for path in folders
        if not _own_directory.startswith(os.path.abspath(path) + os.sep)
    )


def warn_of_version():
    if sys.version_info[:2] != ORACLE_VERSION:
        sys.stderr.write(
            "meanwhile: this python3 is {}.{}, the oracle is 3.11: output may differ\n".format(
                *sys.version_info
            )
        )


def read(path, shown, from_stdin):
    """The program's bytes. What comes from standard input has no file for tracebacks to show."""
    if from_stdin:
        import linecache

        source = sys.stdin.buffer.read()
        text = source.decode("utf-8", "replace")
        linecache.cache[shown] = (len(source), None, text.splitlines(keepends=True), shown)
        return source
    with open(path, "rb") as file:
        return file.read()


def compile_program(source, shown, settings):
    """The code, with the module-level constants that `settings` (name → text) names replaced."""
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


def make_main(file):
    """A new module `__main__`, for the program to be executed in."""
    module = types.ModuleType("__main__")
    module.__file__ = file
    module.__builtins__ = sys.modules["builtins"]
    module.__annotations__ = {}
    sys.modules["__main__"] = module
    return module


def execute(code, module, ends):
    """Runs the program; `ends`, unless it is None, is told the exit code before the interpreter ends."""
    if ends is None:
        exec(code, module.__dict__)
        return
    try:
        exec(code, module.__dict__)
    except SystemExit as exit_:
        ends(exit_code_of(exit_.code))
        raise
    except KeyboardInterrupt:
        ends(130)
        raise
    except BaseException:
        ends(1)
        raise
    ends(0)


def exit_code_of(code):
    """What a process ends with that calls sys.exit(code)."""
    if not isinstance(code, int):
        return int(code is not None)
    return code & 0xFF if -(1 << 63) <= code < 1 << 63 else 0xFF


class Builtin:
    """A function that, like those of C modules, does not become a method in a class."""

    __slots__ = ("function", "__name__")

    def __init__(self, function, name):
        self.function = function
        self.__name__ = name

    def __call__(self, *arguments):
        return self.function(*arguments)

    def __repr__(self):
        return f"<built-in function {self.__name__}>"
