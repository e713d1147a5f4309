class Ring:
    def __init__(self, items):
        self.items = list(items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        if isinstance(i, slice):
            return Ring(self.items[i])
        return self.items[i % len(self.items)]

    def __setitem__(self, i, value):
        self.items[i % len(self.items)] = value

    def __delitem__(self, i):
        del self.items[i % len(self.items)]

    def __contains__(self, item):
        print("contains?", item)
        return item in self.items

    def __iter__(self):
        return iter(self.items)

    def __reversed__(self):
        return "reversed!"

    def __repr__(self):
        return f"Ring({self.items})"


r = Ring("abc")
print(len(r), r[4], r[-1], r[0:2], bool(r), bool(Ring("")))
r[3] = "z"
del r[1]
print(r, list(r), "z" in r, "q" not in r, reversed(r))


class Old:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError
        return i * 10


o = Old()
print(list(o), 20 in o, 25 in o, [x for x in o])
a, b, *c = o
print(a, b, c, max(o), dict(zip(o, "ab")))
try:
    len(o)
except TypeError as error:
    print(error)
try:
    reversed(o)
except TypeError as error:
    print(error)


class Bad:
    def __len__(self):
        return -1


class Worse:
    def __len__(self):
        return "x"


class Contains:
    def __contains__(self, x):
        return "truthy"


class NotIter:
    def __iter__(self):
        return 5


class Disabled:
    __iter__ = None
    __contains__ = None

    def __getitem__(self, i):
        return i


for action in (lambda: len(Bad()), lambda: len(Worse()), lambda: 1 in Contains(), lambda: list(NotIter()),
               lambda: iter(Disabled()), lambda: 1 in Disabled(), lambda: bool(Bad()), lambda: list(5)):
    try:
        print(action())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
