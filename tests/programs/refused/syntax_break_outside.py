# test: refused
if True:
    break
