class Resource:
    def __init__(self, name):
        self.name = name
        print("open", name)

    def __del__(self):
        print("close", self.name)


r = Resource("a")
r = Resource("b")
r = None
print("after")


def scope():
    local = Resource("local")
    print("in scope")


scope()
print("left")
items = [Resource("i1"), Resource("i2")]
del items[0]
print("one deleted")
items.clear()
print("cleared")
Resource("temporary")
print("done")
d = {"k": Resource("value")}
d["k"] = 1
x = y = Resource("shared")
del x
print("still there")
del y
t = (Resource("in tuple"),)
t = ()


def keeps():
    r = Resource("closure")
    return lambda: r.name


f = keeps()
print(f())
f = None


def argument(r):
    print("got", r.name)


argument(Resource("argument"))
print("end")
for n in range(2):
    r = Resource(f"loop{n}")
print("loop done")
del r
