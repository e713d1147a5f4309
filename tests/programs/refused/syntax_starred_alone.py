# test: refused
*x
