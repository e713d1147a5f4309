def v(x):
    print("v", x)
    return x


print(v(0) or v("") or v("last"))
print(v(1) and v([]) and v(3))
print(v(1) or v(2) and v(3))
print(not v(0), not not v("x"))
print(v(0) and v(1) or v(2))
print(1 if v(0) else 2 if v(1) else 3)
print([] or {} or 0 or None)
print(1 and "a" and [0])
x = None
y = x or "default"
print(y, x and x.attribute)
print((1 or 2) and (0 or 3))
print(True + True, True and 1.0, False or 0.0)
if not (v(0) or v(1)):
    print("no")
elif v(2) and not v(0):
    print("elif")
else:
    print("else")
