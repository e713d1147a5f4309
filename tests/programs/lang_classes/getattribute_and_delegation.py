class Logged:
    def __init__(self, target):
        self._target = target
        self.calls = []

    def __getattr__(self, name):
        attribute = getattr(self._target, name)
        if callable(attribute):

            def wrapper(*args, **kwargs):
                self.calls.append((name, args, kwargs))
                return attribute(*args, **kwargs)

            return wrapper
        return attribute

    def __len__(self):
        return len(self._target)

    def __iter__(self):
        return iter(self._target)


l = Logged([3, 1, 2])
l.append(0)
l.sort(reverse=True)
print(list(l), len(l), l.calls, l.index(1))
try:
    l.nope
except AttributeError as error:
    print(error)


class AttrDict(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name, value):
        self[name] = value

    def __delattr__(self, name):
        del self[name]


d = AttrDict(a=1)
d.b = 2
print(d.a + d.b, d, hasattr(d, "c"), d.get("b"), getattr(d, "zz", None))
del d.a
print(d, list(d.keys()))


class Chain:
    def __init__(self, path=""):
        self.path = path

    def __getattr__(self, name):
        return Chain(f"{self.path}/{name}")

    def __call__(self, *args):
        return f"{self.path}({', '.join(map(str, args))})"

    def __getitem__(self, key):
        return Chain(f"{self.path}[{key}]")


print(Chain().users.bob[3].posts(1, "x"))


class Frozen:
    def __init__(self, **values):
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name, value):
        raise AttributeError(f"cannot assign to field {name!r}")

    def __delattr__(self, name):
        raise AttributeError(f"cannot delete field {name!r}")


f = Frozen(x=1)
for action in (lambda: setattr(f, "x", 2), lambda: delattr(f, "x"), lambda: setattr(f, "y", 2)):
    try:
        action()
    except AttributeError as error:
        print(error)
print(f.x)
