class State:
    def __init__(self, **kw):
        self.__dict__.update(kw)

    def __eq__(self, other):
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def replace(self, **kw):
        return type(self)(**{**self.__dict__, **kw})

    def __repr__(self):
        inner = ", ".join(f"{k}={v!r}" for k, v in vars(self).items())
        return f"{self.__class__.__name__}({inner})"


a = State(x=1, y=[2])
b = a.replace(x=5)
print(a, b, a == State(x=1, y=[2]), a == b, a.y is b.y, a != State())
a.__dict__["z"] = "via dict"
print(a.z, "z" in vars(a), len(a.__dict__))
a.__dict__.clear()
print(a, a.__dict__)
for name, value in {"p": 1, "q": 2}.items():
    setattr(a, name, value)
print(a, sorted(a.__dict__.items(), reverse=True))
a.__dict__ |= {"r": 3}
print(a)
