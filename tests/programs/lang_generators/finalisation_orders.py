class Tracker:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


def gen():
    t = Tracker("inside")
    try:
        yield 1
        yield 2
    finally:
        print("finally", t.name)


def partial():
    for x in gen():
        return x


print(partial())
print("returned")


def nested():
    yield from gen()


n = nested()
print(next(n))
n = None
print("nested dropped")


def exception_in_body():
    for x in gen():
        raise ValueError(x)


try:
    exception_in_body()
except ValueError as error:
    print("caught", error)
print("after except")
it = iter([Tracker("a"), Tracker("b")])
next(it)
print("first passed")
del it
print("iterator gone")


def two():
    a = Tracker("a2")
    b = Tracker("b2")
    del a
    print("deleted a2")
    return "result"


print(two())
l = [Tracker(i) for i in range(3)]
l.pop(1)
print("popped")
l[0] = None
print("replaced")
l = None
d = {1: Tracker("one"), 2: Tracker("two")}
d.pop(1)
print("dict popped")
d = {}
x = Tracker("first x")
x = Tracker("second x")
print("rebound")
x = [x, x]
del x[0]
print("one left")
del x
s = {Tracker("in set")}
s.clear()
print("end")
