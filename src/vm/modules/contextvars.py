"""contextvars: variables that each task, callback and thread sees for itself.

A thread has a current context, which may not have been made yet: a thread or task that has set nothing
has none, and costs nothing. Who starts something that is to see the same (a task, a callback) hands
over a copy. A context's values are a dict that is never changed once it is there: set() puts another
in its place, so that a copy is one reference."""

import _tools
from typing import Generic, TypeVar

_NOTHING = object()
_T = TypeVar('_T')


def _address(value):
    return object.__repr__(value).rpartition(' at ')[2][:-1]


class Token(Generic[_T]):
    __slots__ = ('_var', '_old', '_context', '_used')

    @property
    def var(self):
        return self._var

    @property
    def old_value(self):
        return Token.MISSING if self._old is _NOTHING else self._old

    def __repr__(self):
        used = ' used' if self._used else ''
        return f'<Token{used} var={self._var!r} at {_address(self)}>'


class _Missing:
    __slots__ = ()

    def __repr__(self):
        return '<Token.MISSING>'


Token.MISSING = _Missing()


class ContextVar(Generic[_T]):
    __slots__ = ('_name', '_default')

    def __init__(self, *names, default=_NOTHING):
        if len(names) != 1:
            raise TypeError(f'ContextVar() takes exactly 1 positional argument ({len(names)} given)')
        name = names[0]
        if not isinstance(name, str):
            raise TypeError('context variable name must be a str')
        self._name = name
        self._default = default

    @property
    def name(self):
        return self._name

    def get(self, default=_NOTHING, /):
        context = _tools.context()
        if context is not None and self in context._values:
            return context._values[self]
        if default is not _NOTHING:
            return default
        if self._default is not _NOTHING:
            return self._default
        raise LookupError(self)

    def set(self, value, /):
        context = _tools.context()
        if context is None:
            context = Context()
            _tools.swap_context(context)
        token = Token()
        token._var = self
        token._old = context._values.get(self, _NOTHING)
        token._context = context
        token._used = False
        context._values = {**context._values, self: value}
        return token

    def reset(self, token, /):
        if not isinstance(token, Token):
            raise TypeError(f'expected an instance of Token, got {token!r}')
        if token._used:
            raise RuntimeError(f'{token!r} has already been used once')
        if token._var is not self:
            raise ValueError(f'{token!r} was created by a different ContextVar')
        context = _tools.context()
        if token._context is not context:
            raise ValueError(f'{token!r} was created in a different Context')
        token._used = True
        values = dict(context._values)
        if token._old is _NOTHING:
            values.pop(self, None)
        else:
            values[self] = token._old
        context._values = values

    def __repr__(self):
        default = '' if self._default is _NOTHING else f' default={self._default!r}'
        return f'<ContextVar name={self._name!r}{default} at {_address(self)}>'


class Context:
    __slots__ = ('_values', '_entered')

    def __init__(self):
        self._values = {}
        self._entered = False

    def run(self, callable, /, *args, **kwargs):
        if self._entered:
            raise RuntimeError(f'cannot enter context: {self!r} is already entered')
        outer = _tools.swap_context(self)
        self._entered = True
        try:
            return callable(*args, **kwargs)
        finally:
            self._entered = False
            _tools.swap_context(outer)

    def copy(self):
        copy = Context()
        copy._values = self._values
        return copy

    def get(self, key, default=None, /):
        return self[key] if key in self else default

    def keys(self):
        return self._values.keys()

    def values(self):
        return self._values.values()

    def items(self):
        return self._values.items()

    def __getitem__(self, key):
        _check_key(key)
        return self._values[key]

    def __contains__(self, key):
        _check_key(key)
        return key in self._values

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __eq__(self, other):
        if not isinstance(other, Context):
            return NotImplemented
        return self._values == other._values

    __hash__ = None


def _check_key(key):
    if not isinstance(key, ContextVar):
        raise TypeError(f'a ContextVar key was expected, got {key!r}')


def copy_context():
    context = _tools.context()
    return Context() if context is None else context.copy()


for _class in (Token, ContextVar, Context):
    _class.__module__ = '_contextvars'
