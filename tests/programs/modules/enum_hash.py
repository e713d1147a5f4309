# A member of an enum that is an int or a str is found where its value is, and the other way round.
from enum import Enum, IntEnum


class Level(IntEnum):
    low = 1


class Color(str, Enum):
    red = "red"


class Number(int, Enum):
    seven = 7


print(hash(Level.low) == hash(1), Level.low in {1: 1}, {1: 2}.get(Level.low), {Level.low: 5}.get(1))
print(Color.red in {"red": 1}, hash(Color.red) == hash("red"), {Color.red: 3}.get("red"))
print(Number.seven in {7: 1}, hash(Number.seven) == 7, {Level.low, 1}, {1, Level.low})
