# test: refused
x := 5
