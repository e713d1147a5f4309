# test: refused
def f():
    print(x)
    global x
