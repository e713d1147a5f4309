a, b, c = 1, 2, 3
del a, (b, c)
items = list(range(10))
del items[0], items[-1]
print(items)
del items[2:4]
print(items)
del items[::2]
print(items)
del items[:]
print(items)
d = {"x": 1, "y": 2}
del d["x"]
print(d)
try:
    del d["x"]
except KeyError as error:
    print(repr(error))


class C:
    pass


c = C()
c.x = 1
del c.x
try:
    del c.x
except AttributeError as error:
    print(error)
try:
    del [1][3]
except IndexError as error:
    print(error)
try:
    del (1,)[0]
except TypeError as error:
    print(error)
try:
    del "ab"[0]
except TypeError as error:
    print(error)
try:
    del C.nothing
except AttributeError as error:
    print(error)
x = [1, 2]
del x[0], x[0]
print(x)
del x
