class Num:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


def binary(symbol):
    return lambda self, other: Num(f"({self} {symbol} {other})")


def reflected(symbol):
    return lambda self, other: Num(f"({other} {symbol}r {self})")


def in_place(symbol):
    return lambda self, other: Num(f"({self} {symbol}= {other})")


for name, symbol in [("add", "+"), ("sub", "-"), ("mul", "*"), ("truediv", "/"), ("floordiv", "//"),
                     ("mod", "%"), ("pow", "**"), ("lshift", "<<"), ("rshift", ">>"), ("and", "&"),
                     ("or", "|"), ("xor", "^")]:
    setattr(Num, f"__{name}__", binary(symbol))
    setattr(Num, f"__r{name}__", reflected(symbol))
    setattr(Num, f"__i{name}__", in_place(symbol))
Num.__neg__ = lambda self: Num(f"-{self}")
Num.__pos__ = lambda self: Num(f"+{self}")
Num.__invert__ = lambda self: Num(f"~{self}")
Num.__abs__ = lambda self: Num(f"|{self}|")
a, b = Num("a"), Num("b")
print(a + b, a - 1, 2 * a, a / b, 3 // b, a % b, a**2, 2**a, a << b, 1 >> a, a & b, 1 | a, a ^ b)
print(-a, +a, ~a, abs(a))
for op in "+", "-":
    x = a
    if op == "+":
        x += 1
    else:
        x -= 1
    print(x)
x = a
x *= 2
x /= 2
x //= 2
x %= 2
x **= 2
x <<= 1
x >>= 1
x &= 1
x |= 1
x ^= 1
print(x)
print("s" + a, [1] + a, None - a, 1.5 * a, (1,) * a, "%s" % a, "x" * a if False else "")
print(pow(a, 2), divmod(7, 2))
