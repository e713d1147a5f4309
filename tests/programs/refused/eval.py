# test: refused
print("never printed")
x = eval("1 + 1")
