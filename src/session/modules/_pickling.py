"""What pickle does, for values on their way from one simulated process to another: dumps() takes a value
apart into a tree that shares nothing with it, loads() builds it again in the process that receives it.
Functions and classes travel by name; what pickle cannot send raises what CPython's raises.

A node of the tree is an atom as it stands, or a tuple: what it is, its number (later nodes refer to
it), its parts."""

import _process


class PickleError(Exception):
    pass


class PicklingError(PickleError):
    pass


class UnpicklingError(PickleError):
    pass


for _kind in (PickleError, PicklingError, UnpicklingError):
    _kind.__module__ = "_pickle"

_ATOMS = (type(None), bool, int, float, str, bytes, type(Ellipsis), type(NotImplemented))


def _some_function():
    pass


class _SomeClass:
    def method(self):
        pass


async def _some_coroutine():
    pass


_FUNCTION = type(_some_function)
_BUILTIN = type(len)
_METHOD = type(_SomeClass().method)
_MODULE = type(_process)
_GENERATOR = type(_ for _ in ())
_NAMED = (_FUNCTION, _BUILTIN)


def _resolve(module, qualified_name):
    parts = qualified_name.split(".")
    found = _process.find(module, parts[0])
    for part in parts[1:]:
        found = getattr(found, part)
    return found


def _by_name(value):
    """The module and name that a function or class is found by, there and here."""
    name = getattr(value, "__qualname__", None) or value.__name__
    module = getattr(value, "__module__", None) or "builtins"
    if "<locals>" in name:
        raise AttributeError(f"Can't pickle local object '{name}'")
    if module == "builtins":
        return ("named", None, value)  # the same object everywhere
    try:
        found = _resolve(module, name)
    except (KeyError, AttributeError):
        raise PicklingError(
            f"Can't pickle {value!r}: attribute lookup {name} on {module} failed") from None
    if found is not value:
        raise PicklingError(f"Can't pickle {value!r}: it's not the same object as {module}.{name}")
    return ("global", None, module, name)


class _Pickler:
    def __init__(self):
        self.numbers = {}
        self.kept = []

    def save(self, value):
        kind = type(value)
        if kind in _ATOMS:
            return value
        if id(value) in self.numbers:
            return ("again", self.numbers[id(value)])
        if kind is tuple:
            return self.save_tuple(value)
        if isinstance(value, type) or kind in _NAMED or kind.__name__ == "_lru_cache_wrapper":
            return _by_name(value)
        number = self.number(value)
        if kind is list:
            return ("list", number, [self.save(item) for item in value])
        if kind is dict:
            return ("dict", number, self.pairs(value))
        if kind is set:
            return ("set", number, [self.save(item) for item in value])
        if kind is frozenset:
            return ("frozenset", number, [self.save(item) for item in value])
        if kind is _METHOD:
            return ("call", number, getattr, [self.save(value.__self__), value.__name__])
        return self.save_object(value, kind, number)

    def number(self, value):
        self.numbers[id(value)] = number = len(self.kept)
        self.kept.append(value)  # so that its id() stays its own
        return number

    def pairs(self, mapping):
        return [(self.save(key), self.save(item)) for key, item in mapping.items()]

    def save_tuple(self, value):
        items = [self.save(item) for item in value]
        if id(value) in self.numbers:  # it contains itself
            return ("again", self.numbers[id(value)])
        return ("tuple", self.number(value), items)

    def save_object(self, value, kind, number):
        reduced = self.reduce(value, kind)
        if reduced is not None:
            function, arguments, state, items, pairs = reduced
            return ("object", number, self.save(function) if function is not _new else None,
                    [self.save(argument) for argument in arguments], self.save(state),
                    None if items is None else [self.save(item) for item in items],
                    None if pairs is None else self.pairs(pairs))
        module = "" if kind.__module__ == "builtins" else kind.__module__ + "."
        raise TypeError(f"cannot pickle '{module}{kind.__name__}' object")

    def reduce(self, value, kind):
        """(callable or _new, arguments, state, list items, dict pairs), or None."""
        if kind.__module__ == "_thread" or kind.__name__ in _NEVER:
            return None
        for hook in ("__reduce_ex__", "__reduce__"):
            if _defines(kind, hook):
                return self.own_reduction(value, hook)
        if isinstance(value, BaseException):
            return kind, value.args, value.__dict__ or None, None, None
        if isinstance(value, range):
            return range, (value.start, value.stop, value.step), None, None, None
        if isinstance(value, slice):
            return slice, (value.start, value.stop, value.step), None, None, None
        enum = _enum_of(kind)
        if enum:
            return kind, (value._value_,), None, None, None
        special = _special(value, kind)
        if special is not None:
            return special
        if not _is_plain(kind):
            return None
        state = _state_of(value, kind)
        for base in (tuple, str, int, float, bytes, frozenset):
            if isinstance(value, base):
                return _new, (base, kind, base(value)), state, None, None
        for base in (list, set):
            if isinstance(value, base):
                return _new, (base, kind), state, list(value), None
        if isinstance(value, dict):
            return _new, (dict, kind), state, None, value
        return _new, (object, kind), state, None, None

    def own_reduction(self, value, hook):
        reduced = value.__reduce__() if hook == "__reduce__" else value.__reduce_ex__(4)
        if type(reduced) is str:
            import _report

            _report.refuse("a __reduce__() that returns a str", "return a tuple")
        return tuple(reduced) + (None,) * (5 - len(reduced))


_NEVER = ("generator", "coroutine", "async_generator", "module", "traceback", "frame", "code",
          "Task", "Future", "Handle", "TimerHandle", "TextIOWrapper",
          "dict_keys", "dict_values", "dict_items")


def _new(base, kind, *plain):
    return base.__new__(kind, *plain)


def _enum_of(kind):
    for base in kind.__mro__:
        if base.__module__ == "enum" and base.__name__ == "Enum":
            return base
    return None


def _special(value, kind):
    """Containers and callables of the library that are not instances with a dict."""
    if kind.__module__ == "collections" and kind.__name__ == "deque":
        return kind, ((), value.maxlen), None, list(value), None
    if kind.__module__ == "collections" and kind.__name__ == "defaultdict":
        return kind, (value.default_factory,), None, None, value
    if kind.__module__ == "functools" and kind.__name__ == "partial":
        return _partial, (kind, value.func, value.args, value.keywords), None, None, None
    return None


def _partial(kind, function, arguments, keywords):
    return kind(function, *arguments, **keywords)


def _defines(kind, name):
    """Whether a class statement among its bases has the method."""
    return any(name in base.__dict__ for base in kind.__mro__ if _process.is_class(base))


def _is_plain(kind):
    """Whether its instances are what their attributes (and a builtin container) say."""
    for base in kind.__mro__:
        if base.__module__ == "builtins":
            continue
        if ("__getnewargs__" in base.__dict__ or "__getnewargs_ex__" in base.__dict__) \
                and not hasattr(kind, "_fields"):
            import _report

            _report.refuse("pickling an object that has __getnewargs__",
                           "send its parts to the process instead")
        if not _process.is_class(base):
            return False
    return True


def _state_of(value, kind):
    if _defines(kind, "__getstate__"):
        return value.__getstate__()
    state = dict(getattr(value, "__dict__", None) or {})
    slots = {}
    for base in kind.__mro__:
        names = base.__dict__.get("__slots__", ())
        for name in (names,) if isinstance(names, str) else names:
            if name not in ("__dict__", "__weakref__") and hasattr(value, name):
                slots[name] = getattr(value, name)
    if slots:
        return (state or None, slots)
    return state or None


class _Unpickler:
    def __init__(self):
        self.objects = {}

    def load(self, node):
        if type(node) is not tuple:
            return node
        kind, number = node[0], node[1]
        if kind == "again":
            return self.objects[number]
        if kind == "named":
            return node[2]
        if kind == "global":
            try:
                return _resolve(node[2], node[3])
            except (KeyError, AttributeError):
                raise AttributeError(
                    f"Can't get attribute '{node[3]}' on <module '{node[2]}'>") from None
        if kind == "list":
            made = self.objects[number] = []
            for item in node[2]:
                made.append(self.load(item))
            return made
        if kind == "dict":
            made = self.objects[number] = {}
            self.fill(made, node[2])
            return made
        if kind == "set":
            made = self.objects[number] = set()
            for item in node[2]:
                made.add(self.load(item))
            return made
        parts = [self.load(item) for item in node[2]] if kind in ("tuple", "frozenset") else None
        if kind == "tuple":
            made = tuple(parts)
        elif kind == "frozenset":
            made = frozenset(parts)
        elif kind == "call":
            made = node[2](*[self.load(item) for item in node[3]])
        else:
            return self.load_object(node)
        self.objects[number] = made
        return made

    def fill(self, made, pairs):
        for key, item in pairs:
            key = self.load(key)
            made[key] = self.load(item)

    def load_object(self, node):
        _, number, function, arguments, state, items, pairs = node
        function = _new if function is None else self.load(function)
        made = self.objects[number] = function(*[self.load(argument) for argument in arguments])
        if items is not None:
            add = made.add if isinstance(made, set) else made.append
            for item in items:
                add(self.load(item))
        if pairs is not None:
            self.fill(made, pairs)
        state = self.load(state)
        if state is not None:
            self.set_state(made, state)
        return made

    def set_state(self, made, state):
        if _defines(type(made), "__setstate__"):
            made.__setstate__(state)
            return
        slots = None
        if type(state) is tuple and len(state) == 2:
            state, slots = state
        if state:
            made.__dict__.update(state)
        for name, value in (slots or {}).items():
            setattr(made, name, value)


def dumps(value):
    return _Pickler().save(value)


def loads(tree):
    return _Unpickler().load(tree)
