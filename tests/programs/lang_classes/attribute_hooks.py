class Proxy:
    def __init__(self):
        object.__setattr__(self, "store", {})

    def __getattr__(self, name):
        print("getattr", name)
        if name.startswith("x"):
            return name * 2
        raise AttributeError(f"no {name}")

    def __setattr__(self, name, value):
        print("setattr", name, value)
        self.store[name] = value

    def __delattr__(self, name):
        print("delattr", name)
        del self.store[name]


p = Proxy()
p.a = 1
print(p.store, p.xy)
del p.a
print(p.store)
try:
    p.missing
except AttributeError as error:
    print(error)
print(hasattr(p, "xx"), hasattr(p, "zz"), getattr(p, "q", "default"))
setattr(p, "b", 2)
print(p.__dict__)


class All:
    value = 3

    def __getattribute__(self, name):
        print("getattribute", name)
        if name == "gone":
            raise AttributeError("gone!")
        return super().__getattribute__(name)

    def __getattr__(self, name):
        return f"fallback {name}"

    def method(self):
        return self.value


a = All()
print(a.value)
print(a.method())
print(a.gone, a.nothing)


class NotSpecial:
    def __init__(self):
        self.__len__ = lambda: 5
        self.call = lambda: "called"


n = NotSpecial()
try:
    len(n)
except TypeError as error:
    print(error)
print(n.call(), n.__len__())
