# test: refused
def f(a, a):
    pass
