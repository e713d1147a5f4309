"""What a function takes and what kind of function it is: inspect.signature() for the modules that call
the program's functions by the names of their parameters (fastapi, pydantic)."""

import functools

import _tools
from _meanwhile import refuse

EMPTY = object()  # no default, no annotation


class Parameter:
    def __init__(self, name, annotation, default):
        self.name = name
        self.annotation = annotation
        self.default = default


def kind(function):
    """ "function", "coroutine", "generator" or "async generator" """
    while isinstance(function, functools.partial):
        function = function.func
    code = _code(function)
    return "function" if code is None else _tools.code_kind(code)


def _code(function):
    if hasattr(function, "__func__"):
        function = function.__func__
    return getattr(function, "__code__", None)


def parameters(call):
    """The parameters of a function, a method, a class or an object with __call__."""
    bound = False
    if isinstance(call, functools.partial):
        refuse("fastapi: functools.partial as a handler or dependency", "write a def around it")
    if isinstance(call, type):
        call = call.__init__
        if not hasattr(call, "__code__"):
            return []  # object.__init__
        bound = True
    elif not hasattr(call, "__code__") and not hasattr(call, "__func__"):
        call = type(call).__call__
        bound = True
    if hasattr(call, "__func__"):
        call = call.__func__
        bound = True
    if hasattr(call, "__wrapped__"):
        call = call.__wrapped__
    code = call.__code__
    if _tools.code_takes_more(code):
        refuse(f"fastapi: *args or **kwargs in {call.__qualname__}()",
               "name the parameters: each is taken from the path, the query or the body")
    count = code.co_argcount
    names = code.co_varnames[:count + code.co_kwonlyargcount]
    defaults = call.__defaults__ or ()
    keyword_defaults = call.__kwdefaults__ or {}
    annotations = call.__annotations__
    found = []
    for index in range(1 if bound else 0, len(names)):
        name = names[index]
        default = EMPTY
        if index >= count:
            default = keyword_defaults.get(name, EMPTY)
        elif index >= count - len(defaults):
            default = defaults[index - count + len(defaults)]
        annotation = annotations.get(name, EMPTY)
        if annotation is not EMPTY:
            annotation = resolve(annotation, call)
        found.append(Parameter(name, annotation, default))
    return found


def returned(call):
    """The return annotation, None if there is none."""
    annotation = getattr(call, "__annotations__", {}).get("return")
    return resolve(annotation, call)


def resolve(annotation, owner):
    """An annotation as it is meant: what is written in quotation marks (or is text because of `from
    __future__ import annotations`) is looked up where `owner`, a function or class, is at home."""
    if not isinstance(annotation, str):
        return annotation
    return _Reader(annotation, owner.__module__).read()


class _Reader:
    """union = item ("|" item)* ; item = name ("." name)* ("[" union ("," union)* "]")?"""

    def __init__(self, text, module):
        self.text = text
        self.module = module
        self.at = 0

    def read(self):
        found = self._union()
        if self._peek():
            self._refuse()
        return found

    def _refuse(self):
        refuse(f"the annotation {self.text!r} in quotation marks", "write it without them")

    def _peek(self):
        while self.at < len(self.text) and self.text[self.at] in " \t\n":
            self.at += 1
        return self.text[self.at:self.at + 1]

    def _take(self, character):
        if self._peek() != character:
            return False
        self.at += 1
        return True

    def _union(self):
        found = self._item()
        while self._take("|"):
            found = found | self._item()
        return found

    def _word(self):
        self._peek()
        begin = self.at
        while self.at < len(self.text) and (self.text[self.at].isalnum() or
                                            self.text[self.at] == "_"):
            self.at += 1
        if begin == self.at:
            self._refuse()
        return self.text[begin:self.at]

    def _item(self):
        name = self._word()
        if name in ("None", "True", "False"):
            return None if name == "None" else name == "True"
        found = _tools.global_value(self.module, name)
        while self._take("."):
            found = getattr(found, self._word())
        if self._take("["):
            args = [self._union()]
            while self._take(","):
                args.append(self._union())
            if not self._take("]"):
                self._refuse()
            found = found[args[0] if len(args) == 1 else tuple(args)]
        return found
