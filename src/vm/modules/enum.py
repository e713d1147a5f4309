"""Enumerations. What CPython does with a metaclass is done here by __init_subclass__ and by the hooks that
the vm looks up on a class that has __class_iter__: E(value), iter(E), len(E), x in E, E[name], repr(E),
E.name = …"""

import _tools
import operator
from _report import refuse


def _known_later(*_):
    refuse("what auto() gives, while its class is being made,", "write the value itself")


class _Later:
    """A value that the class finds out when it is made, since in its body auto() stands for a number
    already: `RW = R | W`, `DEFAULT = FIRST`."""

    def __init__(self, function, *operands):
        self.function = function
        self.operands = operands

    def known(self):
        return self.function(*[o.known() if isinstance(o, _Later) else o for o in self.operands])

    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __hash__ = _known_later
    __repr__ = __format__ = __index__ = __int__ = __float__ = __getattr__ = _known_later


def _later(name):
    function = getattr(operator, name)

    def left(self, other):
        return _Later(function, self, other)

    def right(self, other):
        return _Later(function, other, self)

    type.__setattr__(_Later, f"__{name.strip('_')}__", left)
    type.__setattr__(_Later, f"__r{name.strip('_')}__", right)


for _name in ("or_", "and_", "xor", "add", "sub", "mul", "floordiv", "mod", "pow", "lshift", "rshift"):
    _later(_name)
for _name in ("invert", "neg"):
    type.__setattr__(_Later, f"__{_name}__", lambda self, f=getattr(operator, _name): _Later(f, self))


class auto(_Later):
    """The next value; the class that is made finds out which."""

    def __init__(self):
        self.value = None

    def known(self):
        if self.value is None:
            _known_later()
        return self.value

    def choose(self, cls, name, next_value, last_values):
        if self.value is None:
            self.value = next_value(name, 1, len(cls._member_map_), last_values[:])
        return self.value


class nonmember:
    def __init__(self, value):
        self.value = value


class member:
    def __init__(self, value):
        self.value = value


_NATIVE_DESCRIPTORS = (type(refuse), type(lambda: 0), property, staticmethod, classmethod)


def _is_descriptor(value):
    if isinstance(value, _NATIVE_DESCRIPTORS):
        return True
    return any(
        name in base.__dict__
        for base in type(value).__mro__
        for name in ("__get__", "__set__", "__delete__")
    )


def _is_dunder(name):
    return len(name) > 4 and name[:2] == name[-2:] == "__"


def _is_sunder(name):
    return len(name) > 2 and name[0] == name[-1] == "_" and name[1] != "_" and name[-2] != "_"


def _data_type(cls):
    """int or str of a mixed enumeration, else None."""
    for base in cls.__mro__:
        if base in (int, str, float):
            return base
    return None


def _values(value):
    return value if isinstance(value, tuple) else (value,)


class _Fixed:
    """name and value of a member: read, never set."""

    def __init__(self, name):
        self.name = name
        self.inner = "_" + name + "_"

    def __get__(self, member, cls=None):
        if member is None:
            raise AttributeError(self.name)
        return getattr(member, self.inner)

    def __set__(self, member, value):
        raise AttributeError(f"<enum 'Enum'> cannot set attribute {self.name!r}")

    def __delete__(self, member):
        raise AttributeError(f"<enum 'Enum'> cannot delete attribute {self.name!r}")


class Enum:
    _member_map_ = {}

    def __init_subclass__(cls):
        inherited = cls.__mro__[1:]
        for base in inherited:
            if base.__dict__.get("_member_map_"):
                raise TypeError(f"<enum {cls.__name__!r}> cannot extend <enum {base.__name__!r}>")
        definitions = [
            (name, value)
            for name, value in cls.__dict__.items()
            if not _is_dunder(name)
            and not _is_sunder(name)
            and not isinstance(value, nonmember)
            and (isinstance(value, member) or not _is_descriptor(value))
            and not name.startswith(f"_{cls.__name__}__")
        ]
        if "_ignore_" in cls.__dict__:
            refuse("_ignore_ in an enumeration", "leave the name out of the class")
        for name, value in list(cls.__dict__.items()):
            if isinstance(value, nonmember):
                type.__setattr__(cls, name, value.value)
        _set = _class_setattr
        _set(cls, "_member_map_", {})
        _set(cls, "_value2member_map_", {})
        _set(cls, "_member_names_", [])
        data_type = _data_type(cls)
        if data_type is not None and ReprEnum not in inherited:
            # The mixed-in type stands first in the order, but an enumeration shows itself as one.
            for special in ("__repr__", "__str__", "__format__"):
                if special not in cls.__dict__:
                    _set(cls, special, getattr(Enum, special))
        own_new = cls.__dict__.get("__new__")
        next_value = cls.__dict__.get("_generate_next_value_")
        if next_value is None:
            next_value = cls._generate_next_value_
        elif isinstance(next_value, staticmethod):
            next_value = next_value.__func__
        last_values = []
        for name, value in definitions:
            if isinstance(value, member):
                value = value.value
            parts = value if type(value) is tuple else (value,)
            for part in parts:
                if isinstance(part, auto):
                    last_values.append(part.choose(cls, name, next_value, last_values))
            if isinstance(value, _Later):
                value = value.known()
            elif type(value) in (tuple, list):
                value = type(value)(v.known() if isinstance(v, _Later) else v for v in value)
            if not any(isinstance(part, auto) for part in parts):
                last_values.append(value)
            _add_member(cls, name, value, data_type, own_new)
        if own_new is not None:
            type.__delattr__(cls, "__new__")

    @classmethod
    def __class_call__(cls, *values, names=None, module=None, qualname=None, type=None, start=1):
        if not cls._member_map_ and (len(values) > 1 or names is not None):
            names = values[1] if len(values) > 1 else names
            return _make(cls, values[0], names, module, qualname, type, start)
        if not values:
            raise TypeError("EnumType.__call__() missing 1 required positional argument: 'value'")
        value = values[0]
        if len(values) > 1:
            raise TypeError(f"<enum {value!r}> cannot extend {cls!r}")
        if isinstance(value, cls):
            return value
        try:
            return cls._value2member_map_[value]
        except KeyError:
            pass
        except TypeError:
            for found in cls._member_map_.values():
                if found._value_ == value:
                    return found
        found = cls._missing_(value)
        if isinstance(found, cls):
            return found
        if found is None:
            raise ValueError("%r is not a valid %s" % (value, cls.__qualname__))
        raise TypeError(
            f"error in {cls.__name__}._missing_: returned {found!r} instead of None or a valid member"
        )

    def __init__(self, *args, **kwds):
        pass

    @classmethod
    def _missing_(cls, value):
        return None

    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start
        try:
            last = last_values[-1]
            last_values.sort()
            if last == last_values[-1]:
                return last + 1
        except TypeError:
            pass
        for value in last_values:
            try:
                return value + 1
            except TypeError:
                pass
        return start

    @classmethod
    def __class_iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])

    @classmethod
    def __class_len__(cls):
        return len(cls._member_names_)

    @classmethod
    def __class_contains__(cls, item):
        if not isinstance(item, Enum):
            raise TypeError(
                "unsupported operand type(s) for 'in': '%s' and '%s'"
                % (type(item).__qualname__, "EnumType")
            )
        return isinstance(item, cls) and item._name_ in cls._member_map_

    def __class_getitem__(cls, name):
        return cls._member_map_[name]

    @classmethod
    def __class_reversed__(cls):
        return iter([cls._member_map_[name] for name in reversed(cls._member_names_)])

    @classmethod
    def __class_repr__(cls):
        data_type = _data_type(cls)
        if issubclass(cls, Flag):
            return "<flag %r>" % cls.__name__
        return "<enum %r>" % cls.__name__

    @classmethod
    def __class_setattr__(cls, name):
        if name in cls.__dict__.get("_member_map_", {}):
            raise AttributeError("cannot reassign member %r" % (name,))

    @classmethod
    def __class_delattr__(cls, name):
        if name in cls.__dict__.get("_member_map_", {}):
            raise AttributeError("%r cannot delete member %r." % (cls.__name__, name))

    name = _Fixed("name")
    value = _Fixed("value")

    def __repr__(self):
        return "<%s.%s: %r>" % (self.__class__.__name__, self._name_, self._value_)

    def __str__(self):
        return "%s.%s" % (self.__class__.__name__, self._name_)

    def __format__(self, format_spec):
        return str.__format__(str(self), format_spec)

    def __hash__(self):
        return hash(self._name_)

    def __eq__(self, other):
        return self is other

    def __reduce_ex__(self, proto):
        return self.__class__, (self._value_,)


def _make(cls, class_name, names, module, qualname, data_type, start):
    """Enum("Color", "RED GREEN")"""
    if isinstance(names, str):
        names = names.replace(",", " ").split()
    namespace = {"__module__": module or _tools.caller(), "__qualname__": qualname or class_name}
    if not isinstance(names, dict):
        names = list(names)
        last_values = []
        pairs = []
        for name in names:
            if isinstance(name, str):
                value = cls._generate_next_value_(name, start, len(last_values), last_values[:])
                last_values.append(value)
                name = (name, value)
            pairs.append(name)
        names = dict(pairs)
    namespace.update(names)
    return _tools.make_class(class_name, (data_type, cls) if data_type else (cls,), namespace)


def _class_setattr(cls, name, value):
    type.__setattr__(cls, name, value)


def _add_member(cls, name, value, data_type, own_new):
    args = _values(value)
    if own_new is not None:
        made = own_new.__func__(cls, *args) if hasattr(own_new, "__func__") else own_new(cls, *args)
        if "_value_" not in made.__dict__:
            made._value_ = value if data_type is None else data_type(*args)
    elif data_type is not None:
        made = data_type.__new__(cls, *args)
        made._value_ = data_type(*args)
    else:
        made = object.__new__(cls)
        made._value_ = value
    value = made._value_
    for other in cls._member_map_.values():
        if other._value_ == value:
            made = other  # an alias
            break
    else:
        made._name_ = name
        made._sort_order_ = len(cls._member_names_)
        made.__objclass__ = cls
        made.__init__(*args)
        cls._member_names_.append(name)
    cls._member_map_[name] = made
    _class_setattr(cls, name, made)
    try:
        cls._value2member_map_.setdefault(value, made)
    except TypeError:
        pass


class ReprEnum(Enum):
    """The value's own str() and format()."""


class IntEnum(int, ReprEnum):
    def __repr__(self):
        return "<%s.%s: %r>" % (self.__class__.__name__, self._name_, self._value_)

    def __str__(self):
        return int.__repr__(self)

    def __format__(self, format_spec):
        return int.__format__(self, format_spec)

    def __hash__(self):
        return int.__hash__(self)

    def __eq__(self, other):
        return int.__eq__(self, other)


class StrEnum(str, ReprEnum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

    def __repr__(self):
        return "<%s.%s: %r>" % (self.__class__.__name__, self._name_, self._value_)

    def __str__(self):
        return str.__str__(self._value_)

    def __format__(self, format_spec):
        return str.__format__(self._value_, format_spec)


class Flag(Enum):
    @staticmethod
    def _generate_next_value_(name, start, count, last_values):
        if not last_values:
            return start
        return 1 << max(last_values).bit_length()

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            return None
        known = 0
        for found in cls._member_map_.values():
            known |= found._value_
        if value & known != value:
            return cls(value & known)
        made = object.__new__(cls)
        made._value_ = value
        names = [m._name_ for m in cls.__class_iter__() if m._value_ & value and _one_bit(m._value_)]
        made._name_ = "|".join(names) if names else None
        cls._value2member_map_[value] = made
        return made

    @classmethod
    def __class_iter__(cls):
        found = [cls._member_map_[name] for name in cls._member_names_]
        return iter([m for m in found if _one_bit(m._value_)])

    def __iter__(self):
        return iter([m for m in self.__class__.__class_iter__() if m._value_ & self._value_])

    def __len__(self):
        return self._value_.bit_count()

    def __contains__(self, other):
        if not isinstance(other, self.__class__):
            raise TypeError(
                "unsupported operand type(s) for 'in': %r and %r"
                % (type(other).__qualname__, self.__class__.__qualname__)
            )
        return other._value_ & self._value_ == other._value_

    def __bool__(self):
        return self._value_ != 0

    def __or__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.__class__(self._value_ | other._value_)

    def __and__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.__class__(self._value_ & other._value_)

    def __xor__(self, other):
        if not isinstance(other, self.__class__):
            return NotImplemented
        return self.__class__(self._value_ ^ other._value_)

    def __invert__(self):
        known = 0
        for found in self.__class__.__class_iter__():
            known |= found._value_
        return self.__class__(known & ~self._value_)

    def __str__(self):
        if self._name_ is None:
            return "%s(%r)" % (self.__class__.__name__, self._value_)
        return "%s.%s" % (self.__class__.__name__, self._name_)

    def __repr__(self):
        if self._name_ is None:
            return "<%s: %r>" % (self.__class__.__name__, self._value_)
        return "<%s.%s: %r>" % (self.__class__.__name__, self._name_, self._value_)


def _one_bit(value):
    return value > 0 and value & (value - 1) == 0


def unique(enumeration):
    duplicates = [
        (name, found._name_)
        for name, found in enumeration._member_map_.items()
        if name != found._name_
    ]
    if duplicates:
        details = ", ".join("%s -> %s" % pair for pair in duplicates)
        raise ValueError("duplicate values found in %r: %s" % (enumeration, details))
    return enumeration
