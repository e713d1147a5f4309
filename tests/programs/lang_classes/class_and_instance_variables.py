class Counter:
    total = 0
    names = []

    def __init__(self, name):
        self.name = name
        Counter.total += 1
        self.names.append(name)
        self.total += 10


a, b = Counter("a"), Counter("b")
print(Counter.total, a.total, b.total, Counter.names, a.names is b.names)
a.names = ["own"]
print(Counter.names, a.names, a.__dict__, "total" in a.__dict__, "names" in b.__dict__)
del a.total
print(a.total)
try:
    del b.names
except AttributeError as error:
    print(error)
Counter.late = "added"
print(b.late, vars(b))


class Sub(Counter):
    total = 100


s = Sub("s")
print(Counter.total, Sub.total, s.total, Sub.__dict__["total"], hasattr(Sub, "names"), "names" in Sub.__dict__)
setattr(Sub, "dynamic", property(lambda self: self.name * 2))
print(s.dynamic, getattr(s, "dynamic"), [k for k in Sub.__dict__ if not k.startswith("__")])
for name in ("x", "y"):
    setattr(Sub, f"get_{name}", lambda self, name=name: name)
print(s.get_x(), s.get_y(), Sub.get_x(None))
