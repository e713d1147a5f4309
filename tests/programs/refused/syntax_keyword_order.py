# test: refused
print(sep="", "x")
