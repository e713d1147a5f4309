x = 10
x += 5
x -= 1
x *= 3
x //= 4
x **= 2
x %= 7
print(x)
x <<= 4
x >>= 1
x |= 3
x &= 6
x ^= 1
print(x)
f = 1
f /= 4
print(f)
a = b = [1]
a += [2]
a *= 2
print(a, b, a is b)
a += "xy"
print(b)
t = u = (1,)
t += (2,)
print(t, u)
s = "a"
s += "b"
s *= 3
print(s)
data = {"n": 1}
data["n"] += 4
print(data)
data |= {"m": 2}
print(data)
nested = ([1], 2)
try:
    nested[0] += [9]
except TypeError as error:
    print(error, nested)


def index():
    print("evaluated once")
    return 0


values = [5]
values[index()] += 1
print(values)
try:
    undefined_thing += 1
except NameError as error:
    print(error)
try:
    n = None
    n += 1
except TypeError as error:
    print(error)
try:
    n = []
    n += 1
except TypeError as error:
    print(error)
try:
    n = "a"
    n -= "b"
except TypeError as error:
    print(error)
