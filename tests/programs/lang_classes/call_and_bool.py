class Adder:
    def __init__(self, n):
        self.n = n

    def __call__(self, x, *rest, scale=1):
        return (x + self.n + sum(rest)) * scale


add = Adder(10)
print(add(1), add(1, 2, 3), add(1, scale=2), callable(add), callable(5), callable(Adder))
print(list(map(add, [1, 2])))


class Truth:
    def __init__(self, v):
        self.v = v

    def __bool__(self):
        print("bool?", self.v)
        return self.v


print(bool(Truth(True)), not Truth(False), 1 if Truth(False) else 2)
print(Truth(True) and 5, Truth(False) or 6)
for bad in (1, None, "x"):
    try:
        bool(Truth(bad))
    except TypeError as error:
        print(error)


class Len:
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n


print([bool(Len(n)) for n in (0, 1, 5)])
for value in (0, 0.0, "", [], (), {}, set(), None, range(0), b"", -0.0, frozenset(), 1, "0", [0], object()):
    print(bool(value), end=" ")
print()
