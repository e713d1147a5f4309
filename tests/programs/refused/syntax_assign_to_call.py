# test: refused
f() = 5
