# test: refused
yield 5
