def trace(f):
    print("decorating", f.__name__)

    def inner(*a, **k):
        print(f"call {f.__name__}{a}{k or ''}")
        return f(*a, **k)

    return inner


@trace
def add(a, b=2):
    return a + b


print(add(1), add(1, b=5))


class Methods:
    @trace
    def method(self, x=0):
        return x

    @staticmethod
    @trace
    def static(x):
        return x

    @classmethod
    def make(cls):
        return cls.__name__

    @property
    @trace
    def prop(self):
        return "prop"

    def __repr__(self):
        return "M()"


m = Methods()
print(m.method(1), Methods.static(2), m.static(3), m.prop, Methods.make())


@lambda f: (lambda *a: f(*a) + 1)
def plus(x):
    return x


decorators = {"double": lambda f: lambda x: f(x) * 2}


@decorators["double"]
def ten(x):
    return 10 + x


print(plus(1), ten(5))


@str
@type
class Odd:
    pass


print(Odd)


def with_state(f):
    f.count = 0

    def inner():
        f.count += 1
        return f.count

    inner.wrapped = f
    return inner


@with_state
def counted():
    pass


print(counted(), counted(), counted.wrapped.count, counted.wrapped.__name__)
try:

    @None
    def broken():
        pass

except TypeError as error:
    print(error)
