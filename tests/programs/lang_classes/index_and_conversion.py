class I:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


class F:
    def __float__(self):
        return 2.5

    def __int__(self):
        return 7

    def __round__(self, digits=None):
        return ("round", digits)

    def __trunc__(self):
        return 3

    def __floor__(self):
        return "floor"

    def __ceil__(self):
        return "ceil"

    def __bytes__(self):
        return b"bytes"

    def __divmod__(self, o):
        return ("divmod", o)

    def __pow__(self, o, m=None):
        return ("pow", o, m)


print([10, 20, 30][I(1)], "abc"[I(-1)], list(range(I(3))), [0, 1, 2, 3][I(1):I(3)])
print(int(I(4)), float(I(4)), bin(I(5)), hex(I(255)), chr(I(65)), "ab" * I(2), bytes(I(2)))
f = F()
print(int(f), float(f), round(f), round(f, 2), bytes(f), divmod(f, 2), pow(f, 2), pow(f, 2, 3))


class Bad:
    def __index__(self):
        return "x"

    def __float__(self):
        return 1

    def __int__(self):
        return 1.5


for action in (lambda: [1][Bad()], lambda: float(Bad()), lambda: int(Bad()), lambda: range(1.0), lambda: [1][1.5],
               lambda: int([]), lambda: float([]), lambda: int(None), lambda: float(None), lambda: round("x"),
               lambda: chr("a"), lambda: hex(1.0), lambda: bytes("x"), lambda: abs("x")):
    try:
        print(action())
    except TypeError as error:
        print(error)
