# test: stderr
def a(n):
    return b(n) if n else c()


def b(n):
    return a(n - 1)


def c():
    return d(5)


def d(n):
    return d(n - 1) if n else e


d(8)()
a(3)
