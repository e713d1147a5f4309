"""Copies of objects, shallow and deep."""


from _collections import deque as _deque


class Error(Exception):
    pass


error = Error
_ATOMIC = (int, float, bool, str, bytes, range, type, type(None), type(...), type(NotImplemented),
           type(lambda: None), type(len))


def copy(x):
    cls = type(x)
    if cls in _ATOMIC or cls in (tuple, frozenset):
        return x
    if cls in (list, dict, set):
        return x.copy()
    own = getattr(cls, '__copy__', None)
    if own is not None:
        return own(x)
    if isinstance(x, type):
        return x
    return _rebuild(x, lambda value: value)


def deepcopy(x, memo=None):
    cls = type(x)
    if cls in _ATOMIC or isinstance(x, type):
        return x
    if memo is None:
        memo = {}
    known = memo.get(id(x))
    if known is not None:
        return known[0]
    own = getattr(cls, '__deepcopy__', None)
    if own is not None:
        made = own(x, memo)
    elif cls is list:
        made = []
        memo[id(x)] = (made, x)
        for item in x:
            made.append(deepcopy(item, memo))
    elif cls is dict:
        made = {}
        memo[id(x)] = (made, x)
        for key, value in x.items():
            made[deepcopy(key, memo)] = deepcopy(value, memo)
    elif cls is tuple:
        items = [deepcopy(item, memo) for item in x]
        known = memo.get(id(x))
        if known is not None:
            return known[0]
        made = x if all(a is b for a, b in zip(x, items)) else tuple(items)
    elif cls is _deque:
        made = _deque([], x.maxlen)
        memo[id(x)] = (made, x)
        made.extend([deepcopy(item, memo) for item in x])
    elif cls in (set, frozenset):
        made = cls([deepcopy(item, memo) for item in x])
    else:
        return _rebuild(x, lambda value: deepcopy(value, memo), memo)
    memo[id(x)] = (made, x)
    return made


def _rebuild(x, inner, memo=None):
    """An object of a class of the program: its like, with its attributes."""
    cls = type(x)
    if isinstance(x, BaseException):
        made = cls.__new__(cls, *x.args)
        made.args = x.args
    elif isinstance(x, (int, float, str, bytes)):
        made = cls.__new__(cls, x)
    elif isinstance(x, (tuple, frozenset)):
        made = tuple.__new__(cls, [inner(item) for item in x]) if isinstance(x, tuple) else cls(map(inner, x))
    elif type(cls.__mro__[-2]) is type and cls.__mro__[-2].__module__ not in ('builtins', 'collections') \
            or isinstance(x, (list, dict, set)):
        made = cls.__new__(cls)
    else:
        raise TypeError(f"cannot pickle {cls.__name__!r} object")
    if memo is not None:
        memo[id(x)] = (made, x)
    if isinstance(x, list):
        made.extend([inner(item) for item in x])
    elif isinstance(x, dict):
        for key, value in x.items():
            made[inner(key)] = inner(value)
    elif isinstance(x, set):
        made.update([inner(item) for item in x])
    if _has(cls, '__getstate__'):
        state, slots = inner(x.__getstate__()), None
    else:
        state = {name: inner(value) for name, value in getattr(x, '__dict__', {}).items()}
        slots = {name: inner(getattr(x, name)) for name in _slots(cls) if hasattr(x, name)}
    if _has(cls, '__setstate__'):
        if slots is not None:
            state = (state or None, slots) if slots else state or None
        if state is not None:
            made.__setstate__(state)
        return made
    if slots is None and type(state) is tuple and len(state) == 2:
        state, slots = state
    for name, value in (state or {}).items():
        object.__setattr__(made, name, value)
    for name, value in (slots or {}).items():
        setattr(made, name, value)
    return made


def _has(cls, name):
    return any(name in base.__dict__ for base in cls.__mro__)


def _slots(cls):
    found = []
    for base in cls.__mro__:
        names = base.__dict__.get('__slots__', ())
        found.extend([names] if isinstance(names, str) else names)
    return found
