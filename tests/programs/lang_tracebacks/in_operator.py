# test: stderr
def has(x, y):
    found = x in y
    return found


has(1, 2)
