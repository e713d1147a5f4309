def attempt(call):
    try:
        print(call())
    except TypeError as error:
        print(error)


def none():
    return "none"


def one(a):
    return a


def two(a, b):
    return a, b


def three(a, b, c=3):
    return a, b, c


def only(*, x, y, z):
    return x, y, z


def position(a, b, /):
    return a, b


def mixed(a, /, b, *, c):
    return a, b, c


def starred(a, *rest):
    return a, rest


attempt(lambda: none(1))
attempt(lambda: none(x=1))
attempt(lambda: one())
attempt(lambda: one(1, 2))
attempt(lambda: one(1, a=2))
attempt(lambda: one(b=1))
attempt(lambda: two())
attempt(lambda: two(1))
attempt(lambda: two(b=1))
attempt(lambda: two(1, 2, 3))
attempt(lambda: three())
attempt(lambda: three(1, 2, 3, 4))
attempt(lambda: three(1, 2, d=4))
attempt(lambda: only())
attempt(lambda: only(x=1))
attempt(lambda: only(x=1, y=2))
attempt(lambda: only(1, x=1, y=2, z=3))
attempt(lambda: only(1, 2))
attempt(lambda: position(a=1, b=2))
attempt(lambda: position(1))
attempt(lambda: position(1, b=2))
attempt(lambda: mixed(1, 2))
attempt(lambda: mixed(1, 2, 3))
attempt(lambda: mixed(1, 2, 3, c=4))
attempt(lambda: mixed(b=1, c=2))
attempt(lambda: starred())
attempt(lambda: starred(rest=1))
