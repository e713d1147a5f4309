class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        print("hash", self.n)
        return self.n % 3

    def __eq__(self, other):
        print("eq", self.n, other.n)
        return self.n == other.n

    def __repr__(self):
        return f"K{self.n}"


d = {Key(1): "one"}
d[Key(4)] = "four"
print(d)
print(d[Key(4)])
print(Key(7) in d)
d[Key(1)] = "uno"
print(d)


class Bad:
    def __hash__(self):
        return "x"


for action in (lambda: hash(Bad()), lambda: hash([]), lambda: hash({}), lambda: hash(set()), lambda: hash(([],)),
               lambda: {[]: 1}, lambda: {1}.add([]) , lambda: {}.get([])):
    try:
        print(action())
    except TypeError as error:
        print(error)


class Big:
    def __hash__(self):
        return 2**61


class Inherits(Key):
    pass


class Unhashable(Key):
    __hash__ = None


class EqOnly:
    def __eq__(self, o):
        return True


print(hash(Big()), hash(Inherits(5)), EqOnly.__hash__)
try:
    hash(Unhashable(1))
except TypeError as error:
    print(error)
print(hash(1) == hash(1.0) == hash(True), hash(-1), hash(0), hash(2**61 - 1), hash(2**61), hash(-(2**61)), hash(0.5), hash(10**20))
print(hash(float("inf")), hash(-0.0), hash(1e300), hash(3.25), hash(None) == hash(None))
print(hash((1, 2)), hash(()), hash((1, (2, 3))), hash(frozenset([1, 2])) == hash(frozenset([2, 1])))
