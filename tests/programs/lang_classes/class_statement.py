def describe(cls):
    cls.described = True
    return cls


@describe
class A:
    """Doc of A."""

    x: int = 1
    y: "str"
    print("body runs", x)

    def method(self): ...


print(A.__doc__, A.described, A.__annotations__, A.__module__, A.__name__)
print(A().x, A.method(A()))


class Empty:
    pass


print(Empty.__doc__, Empty().__dict__, Empty.__dict__.get("nothing"))


class Weird:
    for i in range(2):
        exec_ = i
    if True:

        def conditional(self):
            return "defined"

    def __init__(self):
        pass


print(Weird.exec_, Weird().conditional())
try:

    class Broken:
        raise ValueError("in body")

except ValueError as error:
    print(error)


def factory(n):
    class Made:
        value = n

        def get(self):
            return n

    return Made


M1, M2 = factory(1), factory(2)
print(M1.value, M2().get(), M1 is M2, M1.__qualname__, M1 == M2)


class Init:
    def __init__(self):
        return 5


try:
    Init()
except TypeError as error:
    print(error)
try:
    object(1)
except TypeError as error:
    print(error)
try:
    Empty(1)
except TypeError as error:
    print(error)
try:
    Empty(x=1)
except TypeError as error:
    print(error)
try:

    class NoBool(bool):
        pass

except TypeError as error:
    print(error)
