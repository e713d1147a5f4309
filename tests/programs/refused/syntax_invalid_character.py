# test: refused
x = 5 € 3
