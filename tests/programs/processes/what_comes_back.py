# test: plain
"""Arguments and results are copies: equal, not the same, and what they share they share still."""
import enum
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial


class Color(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


Pair = namedtuple("Pair", "left right")


@dataclass
class Order:
    number: int
    lines: list = field(default_factory=list)


@dataclass(frozen=True)
class Key:
    name: str


class Node:
    def __init__(self, value):
        self.value = value
        self.me = self
        self.next = None


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a):
        self.a = a


class Careful:
    def __init__(self, number):
        self.number = number
        self.cache = {}

    def __getstate__(self):
        return {"number": self.number}

    def __setstate__(self, state):
        self.number = state["number"]
        self.cache = "fresh"


class Reduced:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def __reduce__(self):
        return Reduced, (self.a, self.b + 1)


class Names(list):
    def __init__(self, owner):
        super().__init__()
        self.owner = owner


class Config(dict):
    pass


class Text(str):
    pass


def same(value):
    return value


def scaled(factor, value):
    return factor * value


class Tool:
    def __init__(self, factor):
        self.factor = factor

    def use(self, n):
        return self.factor * n

    @classmethod
    def make(cls, n):
        return cls(n).factor

    @staticmethod
    def plain(n):
        return -n


if __name__ == "__main__":
    with ProcessPoolExecutor(max_workers=1) as pool:
        def there_and_back(value):
            return pool.submit(same, value).result()

        for value in [None, True, 1, 10 ** 30, 1.5, "text \u00e9", b"bytes", ..., (), (1, (2,)),
                      [1, [2]], {"a": {"b": 1}}, {1, 2}, frozenset([3]), range(1, 9, 2),
                      Color.RED, Level.HIGH, Pair(1, [2]), Order(3, ["x"]), Key("k"),
                      Counter("abca"), OrderedDict(b=1, a=2), deque([1, 2], 5),
                      datetime(2024, 5, 1, 12, 30), timedelta(days=1, seconds=2),
                      ValueError("wrong", 3), KeyError("k"), int, dict, len, same]:
            back = there_and_back(value)
            print(type(back).__name__, back == value or repr(back) == repr(value), repr(back)[:60]
                  if not callable(back) else back is value)
        print(there_and_back(Color.BLUE) is Color.BLUE, there_and_back(Key("k")) == Key("k"))
        groups = there_and_back(defaultdict(list, {"a": [1]}))
        groups["b"].append(2)
        print(dict(groups))
        shared = ["shared"]
        one, two = there_and_back((shared, shared))
        print(one is two, one is shared)
        ring = []
        ring.append(ring)
        back = there_and_back(ring)
        print(back[0] is back)
        node = Node(1)
        node.next = Node(2)
        node.next.next = node
        back = there_and_back(node)
        print(back.value, back.me is back, back.next.value, back.next.next is back)
        slotted = there_and_back(Slotted(5))
        print(slotted.a, hasattr(slotted, "b"))
        careful = there_and_back(Careful(6))
        print(careful.number, careful.cache)
        reduced = there_and_back(Reduced(1, 2))
        print(reduced.a, reduced.b)
        names = Names("ann")
        names += ["x", "y"]
        back = there_and_back(names)
        print(list(back), back.owner, type(back).__name__)
        config = Config(a=1)
        config.extra = 2
        back = there_and_back(config)
        print(dict(back), back.extra)
        text = Text("words")
        text.mark = 1
        back = there_and_back(text)
        print(back, back.mark, type(back).__name__)
        print(list(pool.map(partial(scaled, 3), [1, 2, 3])))
        print(list(pool.map(Tool(4).use, [1, 2])), list(pool.map(Tool.make, [5])),
              list(pool.map(Tool.plain, [6])), list(pool.map(str.upper, ["x"])),
              list(pool.map(abs, [-7])), list(pool.map(pow, [2, 3], [3, 2])))
