def outer():
    """Says hello."""

    def inner(a, b: int = 2) -> str:
        return "x"

    return inner


f = outer()
print(outer.__name__, outer.__qualname__, outer.__doc__, outer.__module__)
print(f.__name__, f.__qualname__, f.__doc__)
print(f.__annotations__, f.__defaults__)
f.calls = 3
print(f.calls, f.__dict__)
f.__name__ = "renamed"
print(f.__name__)
g = lambda: 0
print(g.__name__, g.__qualname__)
try:
    print(f.missing)
except AttributeError as error:
    print(error)


class C:
    def method(self):
        pass


print(C.method.__qualname__, C().method.__name__, C().method.__func__ is C.method)
print(C().method.__self__.__class__)
del f.calls
print(hasattr(f, "calls"))
