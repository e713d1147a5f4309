# test: refused
def f(a, b):
    a @= b
    return a @ b
