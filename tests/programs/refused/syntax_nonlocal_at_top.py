# test: refused
def f():
    nonlocal x
    x = 1
