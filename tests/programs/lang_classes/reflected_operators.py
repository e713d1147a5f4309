class A:
    def __add__(self, other):
        print("A.__add__", type(other).__name__)
        return NotImplemented

    def __radd__(self, other):
        print("A.__radd__", type(other).__name__)
        return "A radd"

    def __sub__(self, other):
        return "A sub"


class B(A):
    def __radd__(self, other):
        print("B.__radd__", type(other).__name__)
        return "B radd"

    def __rsub__(self, other):
        return "B rsub"


class C:
    def __add__(self, other):
        return NotImplemented


class D:
    def __radd__(self, other):
        return NotImplemented

    def __iadd__(self, other):
        return NotImplemented

    def __mul__(self, other):
        return 6


print(A() + B())
print(B() + A())
print(1 + A())
print(A() - B(), B() - A(), A() - A())
for action in (lambda: A() + A(), lambda: C() + C(), lambda: C() + D(), lambda: C() + 1, lambda: 1 + C(),
               lambda: A() * 2, lambda: 3 * D(), lambda: D() * 3, lambda: A() < A(), lambda: -A()):
    try:
        print(action())
    except TypeError as error:
        print(error)
d = D()
try:
    d += 1
except TypeError as error:
    print(error)
d *= 2
print(d)
