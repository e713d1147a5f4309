"""Names for annotations. They can be written, subscripted and combined; they check nothing."""

TYPE_CHECKING = False


def _text(item):
    if isinstance(item, type):
        if item.__module__ == "builtins":
            return item.__qualname__
        return f"{item.__module__}.{item.__qualname__}"
    if item is ...:
        return "..."
    if item is None:
        return "None"
    if isinstance(item, list):
        return "[" + ", ".join(_text(i) for i in item) + "]"
    text = repr(item)
    return text[8:-2] if text.startswith("<class '") else text


class _Form:
    """A name of this module: List, Callable, Any …; with arguments once it is subscripted."""

    def __init__(self, name, args=None, call=None):
        self._name = name
        self.__args__ = args
        self._call = call
        self.__origin__ = call

    def __getitem__(self, args):
        if not isinstance(args, tuple):
            args = (args,)
        if self._name not in ("Literal", "Annotated"):
            args = tuple([type(None) if arg is None else arg for arg in args])
        if self._name == "Union":
            return _union(args)
        if self._name == "Optional":
            return _union(args + (type(None),))
        return _Form(self._name, args, self._call)

    def __call__(self, *args, **kwargs):
        if self._call is None:
            raise TypeError(f"Cannot instantiate typing.{self._name}")
        return self._call(*args, **kwargs)

    def __or__(self, other):
        return _union((self, other))

    def __ror__(self, other):
        return _union((other, self))

    def __eq__(self, other):
        if not isinstance(other, _Form):
            return NotImplemented
        return self._name == other._name and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self._name, self.__args__))

    def __instancecheck__(self, instance):
        """That there is one makes isinstance() refuse, where CPython looks at methods."""

    def __repr__(self):
        if self.__args__ is None:
            return "typing." + self._name
        args = self.__args__
        if self._name == "Union" and len(args) == 2 and type(None) in args:
            other = args[0] if args[1] is type(None) else args[1]
            return f"typing.Optional[{_text(other)}]"
        return f"typing.{self._name}[" + ", ".join(_text(a) for a in args) + "]"


def _union(args):
    flat = []
    for arg in args:
        arg = type(None) if arg is None else arg
        parts = arg.__args__ if isinstance(arg, _Form) and arg._name == "Union" else (arg,)
        for part in parts:
            if part not in flat:
                flat.append(part)
    if len(flat) == 1:
        return flat[0]
    return _Form("Union", tuple(flat))


Any = _Form("Any")
Union = _Form("Union")
Optional = _Form("Optional")
Callable = _Form("Callable")
Literal = _Form("Literal")
Final = _Form("Final")
ClassVar = _Form("ClassVar")
Annotated = _Form("Annotated")
NoReturn = _Form("NoReturn")
Never = _Form("Never")
Self = _Form("Self")
LiteralString = _Form("LiteralString")
TypeAlias = _Form("TypeAlias")
Concatenate = _Form("Concatenate")
TypeGuard = _Form("TypeGuard")
Required = _Form("Required")
NotRequired = _Form("NotRequired")
Unpack = _Form("Unpack")
List = _Form("List", None, list)
Dict = _Form("Dict", None, dict)
Set = _Form("Set", None, set)
FrozenSet = _Form("FrozenSet", None, frozenset)
Tuple = _Form("Tuple", None, tuple)
Type = _Form("Type", None, type)
DefaultDict = _Form("DefaultDict")
OrderedDict = _Form("OrderedDict")
Counter = _Form("Counter")
Deque = _Form("Deque")
ChainMap = _Form("ChainMap")
Iterable = _Form("Iterable")
Iterator = _Form("Iterator")
Generator = _Form("Generator")
Reversible = _Form("Reversible")
Container = _Form("Container")
Collection = _Form("Collection")
Sequence = _Form("Sequence")
MutableSequence = _Form("MutableSequence")
Mapping = _Form("Mapping")
MutableMapping = _Form("MutableMapping")
AbstractSet = _Form("AbstractSet")
MutableSet = _Form("MutableSet")
KeysView = _Form("KeysView")
ValuesView = _Form("ValuesView")
ItemsView = _Form("ItemsView")
Hashable = _Form("Hashable")
Sized = _Form("Sized")
Awaitable = _Form("Awaitable")
Coroutine = _Form("Coroutine")
AsyncIterable = _Form("AsyncIterable")
AsyncIterator = _Form("AsyncIterator")
AsyncGenerator = _Form("AsyncGenerator")
ContextManager = _Form("ContextManager")
AsyncContextManager = _Form("AsyncContextManager")
SupportsInt = _Form("SupportsInt")
SupportsFloat = _Form("SupportsFloat")
SupportsIndex = _Form("SupportsIndex")
Text = str
IO = _Form("IO")
TextIO = _Form("TextIO")
Pattern = _Form("Pattern")
Match = _Form("Match")


class TypeVar:
    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False):
        self.__name__ = name
        self.__constraints__ = constraints
        self.__bound__ = bound
        self._sign = "+" if covariant else "-" if contravariant else "~"

    def __or__(self, other):
        return _union((self, other))

    def __ror__(self, other):
        return _union((other, self))

    def __repr__(self):
        return self._sign + self.__name__


class ParamSpec:
    def __init__(self, name, *, bound=None, covariant=False, contravariant=False):
        self.__name__ = name
        self.args = _Form(name + ".args")
        self.kwargs = _Form(name + ".kwargs")

    def __repr__(self):
        return "~" + self.__name__


class TypeVarTuple:
    def __init__(self, name):
        self.__name__ = name

    def __repr__(self):
        return self.__name__


AnyStr = TypeVar("AnyStr", bytes, str)


class NewType:
    def __init__(self, name, tp):
        self.__name__ = name
        self.__qualname__ = name
        self.__supertype__ = tp

    def __call__(self, value, /):
        return value

    def __repr__(self):
        return "__main__." + self.__qualname__


class Generic:
    __slots__ = ()

    def __class_getitem__(cls, params):
        return cls


class Protocol:
    __slots__ = ()

    def __class_getitem__(cls, params):
        return cls


class NamedTuple(tuple):
    def __init_subclass__(cls):
        if "_fields" in cls.__dict__ or NamedTuple not in cls.__bases__:
            return
        if any(base not in (NamedTuple, Generic) for base in cls.__bases__):
            raise TypeError("can only inherit from a NamedTuple type and Generic")
        from collections import _fill_namedtuple

        annotations = cls.__dict__.get("__annotations__", {})
        defaults = []
        for name in annotations:
            if name in cls.__dict__:
                defaults.append(cls.__dict__[name])
            elif defaults:
                raise TypeError(
                    f"Non-default namedtuple field {name} cannot follow default field"
                )
        _fill_namedtuple(cls, tuple(annotations), defaults)


class TypedDict:
    def __new__(cls, *args, **kwargs):
        return dict(*args, **kwargs)

    def __init_subclass__(cls, total=True):
        pass


def cast(typ, val):
    return val


def overload(func):
    return func


def final(f):
    return f


def no_type_check(arg):
    return arg


def assert_never(arg, /):
    raise AssertionError(f"Expected code to be unreachable, but got: {arg!r}")


def assert_type(val, typ, /):
    return val


def reveal_type(obj, /):
    return obj
