"""The report of an exception, as text."""

from _report import format as _format
from sys import exc_info as _exc_info
from sys import stderr as _stderr

_GIVEN = object()


def _exception(exc, value):
    if value is _GIVEN:
        return exc
    return value


def format_exception(exc, /, value=_GIVEN, tb=_GIVEN, limit=None, chain=True):
    if limit is not None or not chain:
        from _report import refuse

        refuse("limit or chain of traceback", "format the whole exception")
    e = _exception(exc, value)
    if e is None:
        return ["NoneType: None\n"]
    return _format(e).splitlines(True)


def format_exception_only(exc, /, value=_GIVEN):
    e = _exception(exc, value)
    if e is None:
        return ["NoneType: None\n"]
    name = type(e).__qualname__
    module = type(e).__module__
    if module not in ("__main__", "builtins"):
        name = module + "." + name
    text = str(e)
    lines = [f"{name}: {text}\n" if text else f"{name}\n"]
    for note in getattr(e, "__notes__", ()):
        lines.extend(line + "\n" for line in str(note).split("\n"))
    return lines


def _write(text, file):
    (_stderr if file is None else file).write(text)


def print_exception(exc, /, value=_GIVEN, tb=_GIVEN, limit=None, file=None, chain=True):
    _write("".join(format_exception(exc, value, tb, limit, chain)), file)


def format_exc(limit=None, chain=True):
    return "".join(format_exception(_exc_info()[1], limit=limit, chain=chain))


def print_exc(limit=None, file=None, chain=True):
    _write(format_exc(limit, chain), file)
