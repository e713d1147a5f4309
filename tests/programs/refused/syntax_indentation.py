# test: refused
def f():
return 1
