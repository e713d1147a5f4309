"""The types that have no builtin name, and a class for objects that are nothing but their attributes."""


def _generator():
    yield


async def _coroutine():
    pass


async def _async_generator():
    yield


def _cell():
    inside = None
    return (lambda: inside).__closure__[0]


def _traceback():
    try:
        raise ValueError
    except ValueError as error:
        return error.__traceback__


class _Class:
    def method(self):
        pass


FunctionType = LambdaType = type(_generator)
CodeType = type(_generator.__code__)
CellType = type(_cell())
MethodType = type(_Class().method)
BuiltinFunctionType = BuiltinMethodType = type(len)
GeneratorType = type(_generator())
_suspended = _coroutine()
CoroutineType = type(_suspended)
_suspended.close()
AsyncGeneratorType = type(_async_generator())
TracebackType = type(_traceback())
GenericAlias = type(list[int])
UnionType = type(int | str)
NoneType = type(None)
EllipsisType = type(...)
NotImplementedType = type(NotImplemented)


class SimpleNamespace:
    def __init__(self, /, *arguments, **attributes):
        if arguments:
            raise TypeError("no positional arguments expected")
        self.__dict__.update(attributes)

    def __repr__(self):
        name = "namespace" if type(self) is SimpleNamespace else type(self).__name__
        if id(self) in _shown:
            return f"{name}(...)"
        _shown.append(id(self))
        try:
            items = ", ".join([f"{key}={value!r}" for key, value in self.__dict__.items()])
        finally:
            _shown.pop()
        return f"{name}({items})"

    def __eq__(self, other):
        if isinstance(self, SimpleNamespace) and isinstance(other, SimpleNamespace):
            return self.__dict__ == other.__dict__
        return NotImplemented


_shown = []  # whose repr() is being made, the outermost first
