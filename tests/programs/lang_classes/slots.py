class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


p = Point(1, 2)
p.x += 5
print(p.x, p.y, Point.__slots__)
try:
    p.z = 3
except AttributeError as error:
    print(error)
del p.x
try:
    p.x
except AttributeError as error:
    print(error)
print(hasattr(p, "__dict__"))


class Sub(Point):
    pass


s = Sub(1, 2)
s.z = 3
print(s.z, s.__dict__)


class One:
    __slots__ = "only"


o = One()
o.only = 1
print(o.only)
try:
    o.other = 1
except AttributeError as error:
    print(error)


class Three(Point):
    __slots__ = ("z",)


t = Three(1, 2)
t.z = 3
print(t.x, t.y, t.z)
try:
    t.w = 1
except AttributeError as error:
    print(error)
