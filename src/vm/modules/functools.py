"""Functions that work on functions; the hot ones are native."""

from _collections import _tuplegetter
from _functools import _lru_cache_wrapper, cmp_to_key, partial, reduce

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for attr in assigned:
        try:
            value = getattr(wrapped, attr)
        except AttributeError:
            pass
        else:
            setattr(wrapper, attr, value)
    for attr in updated:
        getattr(wrapper, attr).update(getattr(wrapped, attr, {}))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped, assigned, updated)

    return decorate


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, obj, cls=None):
        get = getattr(self.func, "__get__", None)
        if get is not None:
            bound = get(obj, cls)
            if bound is not self.func:
                return partial(bound, *self.args, **self.keywords)

        def method(cls_or_self, /, *args, **keywords):
            return self.func(cls_or_self, *self.args, *args, **{**self.keywords, **keywords})

        return method.__get__(obj, cls)


class _CacheInfo(tuple):
    """What cache_info() gives: a tuple whose items have names."""

    hits = _tuplegetter(0)
    misses = _tuplegetter(1)
    maxsize = _tuplegetter(2)
    currsize = _tuplegetter(3)

    def __repr__(self):
        return "CacheInfo(hits=%r, misses=%r, maxsize=%r, currsize=%r)" % tuple(self)


def _cached(function, maxsize, typed):
    wrapper = _lru_cache_wrapper(function, maxsize, typed, lambda *counts: _CacheInfo(counts))
    wrapper.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed}
    return update_wrapper(wrapper, function)


def lru_cache(maxsize=128, typed=False):
    if isinstance(maxsize, int):
        if maxsize < 0:
            maxsize = 0
    elif callable(maxsize) and isinstance(typed, bool):
        return _cached(maxsize, 128, typed)
    elif maxsize is not None:
        raise TypeError("Expected first argument to be an integer, a callable, or None")

    def decorate(function):
        return _cached(function, maxsize, typed)

    return decorate


def cache(user_function, /):
    return lru_cache(maxsize=None)(user_function)


class cached_property:
    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__

    def __set_name__(self, owner, name):
        if self.attrname is None:
            self.attrname = name
        elif name != self.attrname:
            raise TypeError(
                "Cannot assign the same cached_property to two different names "
                f"({self.attrname!r} and {name!r})."
            )

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        if self.attrname is None:
            raise TypeError("Cannot use cached_property instance without calling __set_name__ on it.")
        value = self.func(instance)
        instance.__dict__[self.attrname] = value
        return value


def _defines(cls, name):
    return getattr(cls, name) is not getattr(object, name)


def total_ordering(cls):
    roots = [name for name in ("__lt__", "__le__", "__gt__", "__ge__") if _defines(cls, name)]
    if not roots:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    root = max(roots)

    def lt_or_eq(self, other, base):
        result = base(self, other)
        if result is NotImplemented:
            return result
        return result or self == other

    def not_and_ne(self, other, base):
        result = base(self, other)
        if result is NotImplemented:
            return result
        return not result and self != other

    def negated(self, other, base):
        result = base(self, other)
        if result is NotImplemented:
            return result
        return not result

    def and_ne(self, other, base):
        result = base(self, other)
        if result is NotImplemented:
            return result
        return result and self != other

    def or_ne_not(self, other, base):
        result = base(self, other)
        if result is NotImplemented:
            return result
        return not result or self == other

    table = {
        "__lt__": {"__gt__": not_and_ne, "__le__": lt_or_eq, "__ge__": negated},
        "__le__": {"__ge__": or_ne_not, "__lt__": and_ne, "__gt__": negated},
        "__gt__": {"__lt__": not_and_ne, "__ge__": lt_or_eq, "__le__": negated},
        "__ge__": {"__le__": or_ne_not, "__gt__": and_ne, "__lt__": negated},
    }
    base = getattr(cls, root)
    for name, derive in table[root].items():
        if name not in roots:

            def operation(self, other, derive=derive):
                return derive(self, other, base)

            operation.__name__ = name
            operation.__qualname__ = f"{cls.__qualname__}.{name}"
            setattr(cls, name, operation)
    return cls


def singledispatch(function):
    """A function that looks at the class of its first argument."""
    registry = {object: function}

    def dispatch(cls):
        for base in cls.__mro__:
            if base in registry:
                return registry[base]
        return function

    def register(cls, implementation=None):
        if implementation is None:
            if isinstance(cls, type):
                return lambda made: register(cls, made)
            implementation = cls
            annotations = [hint for name, hint in cls.__annotations__.items() if name != "return"]
            if not annotations:
                raise TypeError(
                    f"Invalid first argument to `register()`: {cls!r}. "
                    f"Use either `@register(some_class)` or plain `@register` on an annotated function."
                )
            cls = annotations[0]
        registry[cls] = implementation
        return implementation

    def wrapper(*args, **kw):
        if not args:
            raise TypeError(f"{function.__name__} requires at least 1 positional argument")
        return dispatch(args[0].__class__)(*args, **kw)

    wrapper.register = register
    wrapper.dispatch = dispatch
    wrapper.registry = registry
    return update_wrapper(wrapper, function)
