def attempt(f):
    try:
        f()
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)


def f1():
    a, b = 1, 2, 3


def f2():
    a, b, c = [1, 2]


def f3():
    a, b = 5


def f4():
    a, *b, c = [1]


def f5():
    a, b = None


def f6():
    a, b = "x"


def f7():
    a, b = iter([1, 2, 3])


def f8():
    a, (b, c) = 1, 2


def f9():
    for x, y in [1, 2]:
        pass


def f10():
    a, b = {}


def f11():
    (a,) = ()


def f12():
    *a, b = 3.5


def f13():
    a, b, *c = ()


for f in (f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13):
    attempt(f)
