"""Abstract classes: one that leaves an abstract method open cannot be called."""


def abstractmethod(funcobj):
    funcobj.__isabstractmethod__ = True
    return funcobj


def _is_abstract(value):
    if isinstance(value, property):
        return any(_is_abstract(part) for part in (value.fget, value.fset, value.fdel) if part)
    if isinstance(value, (classmethod, staticmethod)):
        value = value.__func__
    return getattr(value, '__isabstractmethod__', False) is True


class ABC:
    __slots__ = ()

    def __new__(cls, *args, **kwargs):
        seen = set()
        open_names = []
        for base in cls.__mro__:
            for name, value in base.__dict__.items():
                if name not in seen:
                    seen.add(name)
                    if _is_abstract(value):
                        open_names.append(name)
        # As in CPython it is object.__new__ that looks; a dict or an exception is made by others.
        if open_names and not any(base.__module__ == "builtins" for base in cls.__mro__[:-1]):
            open_names.sort()
            plural = 's' if len(open_names) > 1 else ''
            raise TypeError(f"Can't instantiate abstract class {cls.__name__} with abstract method{plural} "
                            f"{', '.join(open_names)}")
        make = super().__new__
        if make is not object.__new__:
            return make(cls, *args, **kwargs)
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError(f"{cls.__name__}() takes no arguments")
        return make(cls)
