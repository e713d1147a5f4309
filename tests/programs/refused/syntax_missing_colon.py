# test: refused
while True
    pass
