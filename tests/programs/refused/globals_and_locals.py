# test: refused
def f():
    return locals()


print(globals(), dir(), f())
