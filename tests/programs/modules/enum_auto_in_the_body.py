"""In the body of an enumeration auto() stands for a number already: flags are combined, aliases made of it."""
from enum import Enum, Flag, IntEnum, auto


class Permission(Flag):
    READ = auto()
    WRITE = auto()
    EXECUTE = auto()
    READ_WRITE = READ | WRITE
    ALL = READ_WRITE | EXECUTE
    NOT_EXECUTE = ALL & ~EXECUTE
    NONE = 0


print(Permission.READ_WRITE, Permission.ALL.value, Permission.NOT_EXECUTE is Permission.READ_WRITE)
print(list(Permission), [p.name for p in Permission.ALL], ~Permission.READ, Permission.NONE)


class Colour(Enum):
    RED = auto()
    GREEN = auto()
    DEFAULT = GREEN
    BLUE = auto()


print(list(Colour), Colour.DEFAULT is Colour.GREEN, Colour.__members__)


class Number(IntEnum):
    A = 10
    B = auto()
    C = B + 5
    D = auto()
    E = 2 * A
    F = -C


print([(number.name, number.value) for number in Number])


class Unsorted(Enum):
    THIRD = 3
    FIRST = 1
    FIFTH = 5
    SECOND = 2
    NEXT = auto()


class Pairs(Enum):
    A = auto(), "first"
    B = auto(), "second"
    LIST = [1, 2]
    C = auto()


print(list(Unsorted), list(Pairs))
