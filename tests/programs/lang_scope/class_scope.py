x = "global"


class A:
    x = "class"
    y = x
    items = [x for _ in range(2)]
    first = [i for i in x]

    def method(self):
        return x

    z = (lambda: x)()


print(A.x, A.y, A.items, A.first, A().method(), A.z)


def function():
    x = "function"

    class B:
        print(x)
        y = x

        def get(self):
            return x

    return B


B = function()
print(B.y, B().get(), B.__qualname__)


def shadow():
    x = "enclosing"

    class C:
        x = x
        z = x

    return C.x, C.z


try:
    print(shadow())
except NameError as error:
    print(type(error).__name__, error)


class D:
    n = 0
    for n in range(3):
        pass
    if n == 2:
        big = True
    else:
        small = True
    del n


print(D.big, hasattr(D, "n"), hasattr(D, "small"))
