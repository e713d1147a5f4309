# test: refused
x = 012
y = 1__0
z = 0xg
