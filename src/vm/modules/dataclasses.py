"""Classes that mainly hold values: __init__, __repr__, __eq__ … made from annotations."""

import _tools


class FrozenInstanceError(AttributeError):
    pass


class _Missing:
    def __repr__(self):
        return "<dataclasses._MISSING_TYPE object>"


MISSING = _Missing()
_FACTORY_DEFAULT = object()


class _KwOnly:
    pass


KW_ONLY = _KwOnly()


class InitVar:
    def __init__(self, type):
        self.type = type

    def __class_getitem__(cls, type):
        return InitVar(type)

    def __repr__(self):
        name = self.type.__name__ if isinstance(self.type, type) else repr(self.type)
        return f"dataclasses.InitVar[{name}]"


class Field:
    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = {} if metadata is None else metadata
        self.kw_only = kw_only
        self._kind = "field"  # or "initvar", "classvar"

    def __repr__(self):
        return (
            f"Field(name={self.name!r},type={self.type!r},default={self.default!r},"
            f"default_factory={self.default_factory!r},init={self.init!r},repr={self.repr!r},"
            f"hash={self.hash!r},compare={self.compare!r},metadata={self.metadata!r},"
            f"kw_only={self.kw_only!r},_field_type={self._kind})"
        )


def field(
    *,
    default=MISSING,
    default_factory=MISSING,
    init=True,
    repr=True,
    hash=None,
    compare=True,
    metadata=None,
    kw_only=MISSING,
):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def _kind_of(annotation):
    if isinstance(annotation, InitVar) or annotation is InitVar:
        return "initvar"
    text = annotation if isinstance(annotation, str) else repr(annotation)
    if text.startswith(("typing.ClassVar", "ClassVar")):
        return "classvar"
    if isinstance(annotation, str) and text.startswith(("InitVar", "dataclasses.InitVar")):
        return "initvar"
    return "field"


def _make_field(cls, name, annotation, kw_only):
    default = cls.__dict__.get(name, MISSING)
    if isinstance(default, Field):
        f = default
    else:
        f = field(default=default)
    f.name = name
    f.type = annotation
    f._kind = _kind_of(annotation)
    if f._kind == "field" or f._kind == "initvar":
        if f.kw_only is MISSING:
            f.kw_only = kw_only
    else:
        if f.kw_only is not MISSING:
            raise TypeError(f"field {name} is a ClassVar but specifies kw_only")
    if f._kind != "field" and f.default_factory is not MISSING:
        raise TypeError(f"field {name} cannot have a default factory")
    if f._kind == "field" and f.default is not MISSING and type(f.default).__hash__ is None:
        raise ValueError(
            f"mutable default {type(f.default)} for field {name} is not allowed: use default_factory"
        )
    return f


def _signature(fields):
    """The parameters as inspect.signature() shows them."""
    shown = []
    keyword = [f for f in fields if f.init and f.kw_only]
    for f in [f for f in fields if f.init and not f.kw_only] + keyword:
        if f.kw_only and "*" not in shown:
            shown.append("*")
        hint = f.type
        if isinstance(hint, type):
            module = hint.__module__
            text = hint.__qualname__ if module == "builtins" else f"{module}.{hint.__qualname__}"
        else:
            text = repr(hint).replace("typing.", "")
        if f.default is not MISSING:
            text += f" = {f.default!r}"
        elif f.default_factory is not MISSING:
            text += " = <factory>"
        shown.append(f"{f.name}: {text}")
    return ", ".join(shown)


def _make_init(cls, fields, frozen):
    """__init__ is made from text: its signature then is what the program sees in every complaint."""
    positional = [f for f in fields if f.init and not f.kw_only]
    keyword = [f for f in fields if f.init and f.kw_only]
    seen_default = None
    for f in positional:
        if f.default is not MISSING or f.default_factory is not MISSING:
            seen_default = f
        elif seen_default is not None:
            raise TypeError(f"non-default argument {f.name!r} follows default argument")
    self_name = "__dataclass_self__" if any(f.name == "self" for f in fields) else "self"
    given = {"missing": _FACTORY_DEFAULT, "set_attribute": object.__setattr__}
    body = []
    parameters = [self_name]
    for f in positional + keyword:
        if f.kw_only and "*" not in parameters:
            parameters.append("*")
        if f.default is not MISSING:
            given[f"default_{f.name}"] = f.default
            parameters.append(f"{f.name}=_given['default_{f.name}']")
        elif f.default_factory is not MISSING:
            parameters.append(f"{f.name}=_missing")
        else:
            parameters.append(f.name)
    for f in fields:
        name = f.name
        value = name
        if f.default_factory is not MISSING:
            given[f"make_{name}"] = f.default_factory
            value = f"_make_{name}()"
            if f.init:
                value = f"{value} if {name} is _missing else {name}"
        elif not f.init:
            continue
        if f._kind == "initvar":
            if value != name:
                body.append(f"{name} = {value}")
        elif frozen:
            body.append(f"_set_attribute({self_name}, {name!r}, {value})")
        else:
            body.append(f"{self_name}.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        initvars = ", ".join([f.name for f in fields if f._kind == "initvar"])
        body.append(f"{self_name}.__post_init__({initvars})")
    lines = ["def make(_given):"]
    lines += [f"    _{name} = _given[{name!r}]" for name in given if not name.startswith("default_")]
    lines.append(f"    def __init__({', '.join(parameters)}):")
    lines += [f"        {line}" for line in body or ["pass"]]
    lines.append("    return __init__\n")
    return _tools.module("\n".join(lines), f"dataclass_{cls.__name__}").make(given)


_running_reprs = []


def _make_repr(fields):
    shown = [f.name for f in fields if f.repr]

    def __repr__(self):
        for other in _running_reprs:
            if other is self:
                return "..."
        _running_reprs.append(self)
        try:
            parts = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
            return f"{self.__class__.__qualname__}({parts})"
        finally:
            _running_reprs.pop()

    return __repr__


def _set_new(cls, name, function, overwrite=False):
    """True if the class had the attribute already, so that it was left alone."""
    if name in cls.__dict__ and not overwrite:
        return True
    if function is not None:
        function.__name__ = name
        function.__qualname__ = f"{cls.__qualname__}.{name}"
    setattr(cls, name, function)
    return False


def _slots_of(cls):
    slots = cls.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _get_state(self):
    return [getattr(self, f.name) for f in fields(self)]


def _set_state(self, state):
    for f, value in zip(fields(self), state):
        object.__setattr__(self, f.name, value)


def _with_slots(cls, frozen):
    """The class once more: slots cannot be given to a class that is there already."""
    if "__slots__" in cls.__dict__:
        raise TypeError(f"{cls.__name__} already specifies __slots__")
    namespace = dict(cls.__dict__)
    inherited = {name for base in cls.__mro__[1:-1] for name in _slots_of(base)}
    names = [f.name for f in fields(cls)]
    namespace["__slots__"] = tuple(name for name in names if name not in inherited)
    for name in names + ["__dict__"]:
        namespace.pop(name, None)
    made = _tools.make_class(cls.__name__, cls.__bases__, namespace)
    made.__qualname__ = cls.__qualname__
    if frozen:
        made.__getstate__ = _get_state
        made.__setstate__ = _set_state
    return made


def _process(cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots):
    fields = {}
    any_frozen_base = False
    has_dataclass_bases = False
    for base in cls.__mro__[-1:0:-1]:
        base_fields = base.__dict__.get("__dataclass_fields__")
        if base_fields is not None:
            has_dataclass_bases = True
            for f in base_fields.values():
                fields[f.name] = f
            if base.__dict__["__dataclass_params__"].frozen:
                any_frozen_base = True
    own = []
    only_keywords = kw_only
    for name, annotation in cls.__dict__.get("__annotations__", {}).items():
        if annotation is KW_ONLY or annotation == "KW_ONLY" or annotation == "dataclasses.KW_ONLY":
            only_keywords = True
            continue
        own.append(_make_field(cls, name, annotation, only_keywords))
    for f in own:
        fields[f.name] = f
        if isinstance(cls.__dict__.get(f.name), Field):
            if f.default is MISSING:
                delattr(cls, f.name)
            else:
                setattr(cls, f.name, f.default)
    for name, value in cls.__dict__.items():
        if isinstance(value, Field) and name not in cls.__dict__.get("__annotations__", {}):
            raise TypeError(f"{name!r} is a field but has no type annotation")
    if has_dataclass_bases:
        if any_frozen_base and not frozen:
            raise TypeError("cannot inherit non-frozen dataclass from a frozen one")
        if not any_frozen_base and frozen:
            raise TypeError("cannot inherit frozen dataclass from a non-frozen one")
    cls.__dataclass_fields__ = fields
    cls.__dataclass_params__ = _Params(init, repr, eq, order, unsafe_hash, frozen)
    has_explicit_hash = "__hash__" in cls.__dict__ and not (
        cls.__dict__["__hash__"] is None and "__eq__" in cls.__dict__
    )
    if order and not eq:
        raise ValueError("eq must be true if order is true")
    used = [f for f in fields.values() if f._kind != "classvar"]
    real = [f for f in fields.values() if f._kind == "field"]
    if init:
        _set_new(cls, "__init__", _make_init(cls, used, frozen), True)
    if repr:
        _set_new(cls, "__repr__", _make_repr(real))
    compared = [f.name for f in real if f.compare]
    if eq:

        def __eq__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return tuple(getattr(self, n) for n in compared) == tuple(
                getattr(other, n) for n in compared
            )

        _set_new(cls, "__eq__", __eq__)
    if order:

        def __lt__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return tuple(getattr(self, n) for n in compared) < tuple(
                getattr(other, n) for n in compared
            )

        def __le__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return tuple(getattr(self, n) for n in compared) <= tuple(
                getattr(other, n) for n in compared
            )

        def __gt__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return tuple(getattr(self, n) for n in compared) > tuple(
                getattr(other, n) for n in compared
            )

        def __ge__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return tuple(getattr(self, n) for n in compared) >= tuple(
                getattr(other, n) for n in compared
            )

        for name, function in (
            ("__lt__", __lt__),
            ("__le__", __le__),
            ("__gt__", __gt__),
            ("__ge__", __ge__),
        ):
            if _set_new(cls, name, function):
                raise TypeError(
                    f"Cannot overwrite attribute {name} in class {cls.__name__}. "
                    "Consider using functools.total_ordering"
                )
    if frozen:
        names = set(fields)

        def __setattr__(self, name, value):
            if type(self) is cls or name in names:
                raise FrozenInstanceError(f"cannot assign to field {name!r}")
            super(cls, self).__setattr__(name, value)

        def __delattr__(self, name):
            if type(self) is cls or name in names:
                raise FrozenInstanceError(f"cannot delete field {name!r}")
            super(cls, self).__delattr__(name)

        for name, function in (("__setattr__", __setattr__), ("__delattr__", __delattr__)):
            if _set_new(cls, name, function):
                raise TypeError(f"Cannot overwrite attribute {name} in class {cls.__name__}")
    hashed = [f.name for f in real if (f.compare if f.hash is None else f.hash)]

    def __hash__(self):
        return hash(tuple(getattr(self, n) for n in hashed))

    if unsafe_hash:
        if has_explicit_hash:
            raise TypeError(f"Cannot overwrite attribute __hash__ in class {cls.__name__}")
        _set_new(cls, "__hash__", __hash__, True)
    elif eq and frozen:
        if not has_explicit_hash:
            _set_new(cls, "__hash__", __hash__, True)
    elif eq and not has_explicit_hash:
        cls.__hash__ = None
    if match_args and "__match_args__" not in cls.__dict__:
        cls.__match_args__ = tuple(f.name for f in used if f.init and not f.kw_only)
    if cls.__doc__ is None:
        cls.__doc__ = f"{cls.__name__}({_signature(used)})"
    return _with_slots(cls, frozen) if slots else cls


class _Params:
    def __init__(self, init, repr, eq, order, unsafe_hash, frozen):
        self.init = init
        self.repr = repr
        self.eq = eq
        self.order = order
        self.unsafe_hash = unsafe_hash
        self.frozen = frozen


def dataclass(
    cls=None,
    /,
    *,
    init=True,
    repr=True,
    eq=True,
    order=False,
    unsafe_hash=False,
    frozen=False,
    match_args=True,
    kw_only=False,
    slots=False,
    weakref_slot=False,
):
    if weakref_slot:
        from _report import refuse

        refuse("dataclass(weakref_slot=True)", "leave it out: there are no weak references to hold")

    def wrap(cls):
        return _process(
            cls, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots
        )

    return wrap if cls is None else wrap(cls)


def fields(class_or_instance):
    try:
        found = class_or_instance.__dataclass_fields__
    except AttributeError:
        raise TypeError("must be called with a dataclass type or instance") from None
    return tuple(f for f in found.values() if f._kind == "field")


def is_dataclass(obj):
    cls = obj if isinstance(obj, type) else type(obj)
    return hasattr(cls, "__dataclass_fields__")


def _is_instance(obj):
    return hasattr(type(obj), "__dataclass_fields__")


def asdict(obj, *, dict_factory=dict):
    if not _is_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")
    return _asdict_inner(obj, dict_factory)


def _asdict_inner(obj, dict_factory):
    if _is_instance(obj):
        return dict_factory(
            [(f.name, _asdict_inner(getattr(obj, f.name), dict_factory)) for f in fields(obj)]
        )
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return type(obj)(*[_asdict_inner(v, dict_factory) for v in obj])
    if isinstance(obj, (list, tuple)):
        return type(obj)(_asdict_inner(v, dict_factory) for v in obj)
    if isinstance(obj, dict):
        return type(obj)(
            (_asdict_inner(k, dict_factory), _asdict_inner(v, dict_factory)) for k, v in obj.items()
        )
    return _copy(obj)


def _copy(obj):
    if isinstance(obj, (set, frozenset)):
        return type(obj)(obj)
    return obj


def astuple(obj, *, tuple_factory=tuple):
    if not _is_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")
    return _astuple_inner(obj, tuple_factory)


def _astuple_inner(obj, tuple_factory):
    if _is_instance(obj):
        return tuple_factory([_astuple_inner(getattr(obj, f.name), tuple_factory) for f in fields(obj)])
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return type(obj)(*[_astuple_inner(v, tuple_factory) for v in obj])
    if isinstance(obj, (list, tuple)):
        return type(obj)(_astuple_inner(v, tuple_factory) for v in obj)
    if isinstance(obj, dict):
        return type(obj)(
            (_astuple_inner(k, tuple_factory), _astuple_inner(v, tuple_factory))
            for k, v in obj.items()
        )
    return _copy(obj)


def replace(obj, /, **changes):
    if not _is_instance(obj):
        raise TypeError("replace() should be called on dataclass instances")
    for f in obj.__dataclass_fields__.values():
        if f._kind == "classvar":
            continue
        if not f.init:
            if f.name in changes:
                raise ValueError(
                    f"field {f.name} is declared with init=False, it cannot be specified with replace()"
                )
            continue
        if f.name not in changes:
            if f._kind == "initvar" and f.default is MISSING:
                raise ValueError(f"InitVar {f.name!r} must be specified with replace()")
            changes[f.name] = getattr(obj, f.name)
    return obj.__class__(**changes)
