# test: refused
if x = 5:
    pass
