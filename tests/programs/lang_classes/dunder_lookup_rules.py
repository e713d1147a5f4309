class A:
    def __len__(self):
        return 3

    def __getitem__(self, i):
        if i >= len(self):
            raise IndexError
        return i * i

    def __iadd__(self, other):
        self.last = other
        return self

    def __contains__(self, x):
        return x == "magic"

    def __enter__(self):
        return "entered"

    def __exit__(self, *a):
        return True


a = A()
a.__len__ = lambda: 99
print(len(a), a.__len__(), list(a), "magic" in a, 4 in a, bool(a))
b = a
b += 5
print(a is b, a.last)
with a as value:
    print(value)
    raise ValueError("swallowed")
a.__class__.__len__ = lambda self: 1
print(len(a), list(a))
del A.__contains__
print(0 in a, "magic" in a)
A.__call__ = lambda self, *x: ("called", x)
print(a(1, 2), callable(a))
A.__eq__ = lambda self, o: "equal?"
print(a == 1, a != 1)
A.__bool__ = lambda self: False
print(bool(a), "x" if a else "y")
A.__str__ = lambda self: "now a str"
print(a, f"{a}", "%s" % a, str(a))
del A.__str__, A.__bool__
print(bool(a), type(a).__name__)


class B(A):
    __len__ = None


try:
    len(B())
except TypeError as error:
    print(error)
