class A:
    pass


class B:
    def __repr__(self):
        return "B()"


class C:
    def __str__(self):
        return "c-str"


class D(B, ):
    def __str__(self):
        return "d-str"

    def __format__(self, spec):
        return f"d-format[{spec}]"


class Bad:
    def __repr__(self):
        return 5

    def __str__(self):
        return None

    def __format__(self, spec):
        return 1


print(B(), [B()], str(B()), f"{B()} {B()!r} {B()!s}", "%s %r" % (B(), B()))
print(D(), [D()], f"{D()} {D():>5} {D()!r:>6} {D()!s:>6}", format(D(), "x"), "{:abc}".format(D()))
print(str(C()), f"{C()}", repr(C())[:20])
for action in (lambda: repr(Bad()), lambda: str(Bad()), lambda: format(Bad()), lambda: format(A(), "x"),
               lambda: f"{A():5}", lambda: format([], "5"), lambda: format(None, ">5"), lambda: "{:d}".format("x")):
    try:
        print(action())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
print(A, A.__name__, type(A), type(A()), int, type(None), len, print, type(len))
print([A, int], {"k": A}, type(lambda: 0), Ellipsis)


def f():
    pass


class Outer:
    class Inner:
        def m(self):
            pass


print(Outer.Inner, Outer.Inner.m.__qualname__)
