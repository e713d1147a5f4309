# test: stderr
def f(a, b):
    return a + b * (a / b)


def g():
    x = [1, 2, 3]
    y = x[0] - x[1] // (x[2] - 3)
    return y


try:
    f(1, 0)
except ZeroDivisionError:
    pass
try:
    g()
except ZeroDivisionError as error:
    raise ValueError("outer " + "message") from error
