class Base:
    pass


class Middle(Base):
    pass


class Leaf(Middle):
    pass


class Item(list):
    pass


class Part(Item):
    pass


leaf = Leaf()
Base.__len__ = lambda self: 3
Base.__repr__ = lambda self: "base"
Base.__call__ = lambda self, a: a * 2
Base.__add__ = lambda self, other: "add"
Base.__radd__ = lambda self, other: "radd"
Base.__iadd__ = lambda self, other: "iadd"
Base.__lt__ = lambda self, other: "less"
Base.__getitem__ = lambda self, key: key
Base.__contains__ = lambda self, item: item == 1
Base.__getattr__ = lambda self, name: "no " + name
Base.__iter__ = lambda self: iter([1])
Base.__bool__ = lambda self: False
Base.__neg__ = lambda self: "minus"
Base.__format__ = lambda self, spec: f"<{spec}>"
print(len(leaf), leaf, leaf(4), leaf + 1, 1 + leaf, leaf < 1, leaf[9], 1 in leaf, 2 in leaf)
print(leaf.colour, list(leaf), bool(leaf), -leaf, f"{leaf:>3}")
both = leaf
both += 1
print(both)

# The nearest class in the order decides, and what is deleted uncovers what lies behind.
Middle.__repr__ = lambda self: "middle"
print(leaf, Leaf(), Middle(), Base())
del Base.__repr__
print(leaf, repr(Base()).startswith("<__main__.Base object at"))
del Middle.__repr__
print(repr(leaf).startswith("<__main__.Leaf object at"))
del Base.__len__
del Base.__bool__
print(bool(leaf))
try:
    len(leaf)
except TypeError as error:
    print(error)
del Base.__getattr__
try:
    leaf.colour
except AttributeError as error:
    print(error)
del Base.__call__
try:
    leaf(1)
except TypeError as error:
    print(error)

# Equality that comes later leaves the hash alone; only a class statement takes it away.
Base.__eq__ = lambda self, other: True
print(leaf == 2, leaf != 2, len({leaf, leaf}))
Base.__hash__ = lambda self: 12
print(hash(leaf))
Base.__hash__ = None
try:
    hash(leaf)
except TypeError as error:
    print(error)
del Base.__hash__
del Base.__eq__
print(leaf == 2, leaf in {leaf: 1})

# Below a native type the native way is what lies behind.
part = Part([1, 2])
Item.__len__ = lambda self: 99
Item.__repr__ = lambda self: "item"
print(len(part), part, part == [1, 2])
del Item.__len__
del Item.__repr__
print(len(part), part)
try:
    hash(part)
except TypeError as error:
    print(error)

Base.__enter__ = lambda self: print("enter")
Base.__exit__ = lambda self, *raised: print("exit")
with leaf:
    print("inside")


def add_length(cls):
    cls.__len__ = lambda self: len(self.items)
    setattr(cls, "__getitem__", lambda self, i: self.items[i])
    return cls


@add_length
class Shelf:
    def __init__(self, *items):
        self.items = items


class LongShelf(Shelf):
    pass


print(len(LongShelf(1, 2, 3)), LongShelf("a", "b")[1], [i for i in LongShelf(5, 6)])

Base.__del__ = lambda self: print("gone")
leaf = None
both = None
print("end")
