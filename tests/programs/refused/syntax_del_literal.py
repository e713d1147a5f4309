# test: refused
del 5
