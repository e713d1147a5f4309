# test: refused
name = "never closed
print(name)
