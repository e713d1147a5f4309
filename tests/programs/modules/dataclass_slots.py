import copy
from dataclasses import FrozenInstanceError, asdict, astuple, dataclass, field, fields, replace


@dataclass(slots=True)
class Point:
    """A place."""

    x: int
    y: int = 2
    tags: list = field(default_factory=list)

    @property
    def total(self):
        return self.x + self.y

    @classmethod
    def origin(cls):
        return cls(0, 0)


p = Point(1)
print(p, Point.__slots__, hasattr(p, "__dict__"), Point.__name__, Point.__qualname__, Point.__module__)
print(Point.__doc__, p.total, Point.origin(), p == Point(1), p == Point(2), Point.__match_args__)
p.x = 5
print(p.x, p.total)
for wrong in (lambda: setattr(p, "z", 1), lambda: p.z, lambda: Point(), lambda: hash(p)):
    try:
        wrong()
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)
print(asdict(p), astuple(p), replace(p, y=9), [f.name for f in fields(Point)])
print(type(Point.x).__name__, isinstance(p, Point))


@dataclass(slots=True)
class Point3(Point):
    z: int = 3

    def spread(self):
        return self.total + self.z


q = Point3(1, z=7)
print(q, Point3.__slots__, q.spread(), hasattr(q, "__dict__"), isinstance(q, Point))
second = copy.copy(q)
third = copy.deepcopy(q)
q.tags.append("shared")
print(second, third)


@dataclass(slots=True, frozen=True, order=True)
class Version:
    major: int
    minor: int = 0


v = Version(1, 2)
print(v, v < Version(2), hash(v) == hash(Version(1, 2)), {v: 1}[Version(1, 2)])
for wrong in (lambda: setattr(v, "major", 2), lambda: delattr(v, "minor"), lambda: setattr(v, "other", 2)):
    try:
        wrong()
    except (FrozenInstanceError, TypeError) as error:
        print(type(error).__name__, error)
print(copy.copy(v), copy.deepcopy([v]), copy.copy(v) == v)


class Plain:
    pass


@dataclass(slots=True)
class Mixed(Plain):
    a: int = 1


m = Mixed()
m.extra = 2
print(m, m.extra, Mixed.__slots__)

try:

    @dataclass(slots=True)
    class Twice:
        __slots__ = ("a",)
        a: int

except TypeError as error:
    print(error)


class Registry:
    known = []

    def __init_subclass__(cls):
        Registry.known.append(cls.__name__)


@dataclass(slots=True)
class Entry(Registry):
    a: int


print(Registry.known)


@dataclass(slots=True)
class Uses:
    a: int

    def __post_init__(self):
        self.a += 1

    def own(self):
        return __class__ is type(self)

    def parent(self):
        return super().__repr__()


u = Uses(1)
print(u, u.own())
try:
    u.parent()
except TypeError as error:
    print(error)


@dataclass(frozen=True)
class Base:
    a: int


class Open(Base):
    pass


o = Open(1)
o.note = "allowed"
print(o, o.note)
try:
    o.a = 2
except FrozenInstanceError as error:
    print(error)
del o.note
print(hasattr(o, "note"))


@dataclass(slots=True, kw_only=True)
class Options:
    host: str = "localhost"
    port: int


print(Options(port=1))
try:
    Options("a", 1)
except TypeError as error:
    print(error)
