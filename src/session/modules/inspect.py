"""What kind of thing something is. What looks at source text, frames and signatures is refused."""

import _asyncio
import _tools
from _functools import partial
from asyncio import iscoroutinefunction as _iscoroutinefunction
from types import (
    AsyncGeneratorType, BuiltinFunctionType, CodeType, CoroutineType, FunctionType, GeneratorType,
    MethodType, TracebackType)


def isclass(object):
    return isinstance(object, type)


def isfunction(object):
    return isinstance(object, FunctionType)


def ismethod(object):
    return isinstance(object, MethodType) and isinstance(object.__func__, FunctionType)


def isbuiltin(object):
    return type(object) is BuiltinFunctionType and not hasattr(object, "__objclass__")


def iscode(object):
    return isinstance(object, CodeType)


def istraceback(object):
    return isinstance(object, TracebackType)


def isgenerator(object):
    return isinstance(object, GeneratorType)


def iscoroutine(object):
    return _asyncio.iscoroutine(object) and not isinstance(object, GeneratorType)


def isasyncgen(object):
    return isinstance(object, AsyncGeneratorType)


def isawaitable(object):
    return iscoroutine(object) or hasattr(object, "__await__")


def _gives(function, kind):
    while ismethod(function):
        function = function.__func__
    while isinstance(function, partial):
        function = function.func
    while ismethod(function):
        function = function.__func__
    return isfunction(function) and _tools.code_kind(function.__code__) == kind


def iscoroutinefunction(obj):
    return _iscoroutinefunction(obj)


def isgeneratorfunction(obj):
    return _gives(obj, "generator")


def isasyncgenfunction(obj):
    return _gives(obj, "async generator")
