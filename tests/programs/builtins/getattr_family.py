class A:
    x = 1

    @property
    def p(self):
        raise AttributeError("from property")

    @property
    def v(self):
        raise ValueError("not swallowed")


a = A()
print(getattr(a, "x"), getattr(a, "y", "default"), hasattr(a, "p"), getattr(a, "p", "hidden"), getattr(a, "".join("x")))
for action in (lambda: hasattr(a, "v"), lambda: getattr(a, "v", 1), lambda: getattr(a, "nope"), lambda: getattr(a, "p")):
    try:
        print(action())
    except (ValueError, AttributeError) as error:
        print(type(error).__name__, error)
setattr(a, "new", 5)
delattr(a, "new")
print(hasattr(a, "new"), vars(a))
for name in ("upper", "nope", "__len__"):
    print(name, hasattr("text", name), callable(getattr("text", name, None)))
methods = {name: getattr(str, name) for name in ("upper", "lower")}
print({name: m("aB") for name, m in methods.items()})
print(getattr(getattr(a, "__class__"), "__name__"), getattr([1, 2], "__len__")(), getattr(5, "real"))
