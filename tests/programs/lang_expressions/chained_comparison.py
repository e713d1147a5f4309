def value(n):
    print("value", n)
    return n


print(value(1) < value(2) < value(3))
print(value(3) < value(2) < value(1))
print(1 < 2 > 1 == 1 != 0)
print(1 in [1] in [[1]])
print(not 1 == 2, not (1 < 2 < 3))
x = 5
print(0 <= x < 10, 0 <= x < 5, 1 == 1.0 == True)
print(None is None is not False)
print("a" < "b" < "c", [1] < [1, 2] < [2])
if 1 < x < 10 and 20 > x > 3:
    print("inside")
while 0 < x <= 5:
    x -= 2
print(x)
print((1 < 2) < 3, 3 > 2 > 1, (3 > 2) > 1)
