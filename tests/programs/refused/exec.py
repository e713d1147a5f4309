# test: refused
exec("x = 1")
