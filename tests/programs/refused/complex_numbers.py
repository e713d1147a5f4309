# test: refused
z = 3 + 4j
w = complex(1, 2)
