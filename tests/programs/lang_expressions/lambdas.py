f = lambda: None
print(f())
print((lambda x: x * 2)(4))
print(sorted(["bb", "a", "ccc"], key=lambda s: -len(s)))
add = lambda a: lambda b: a + b
print(add(1)(2))
print((lambda *, k=1: k)(k=5))
print([f(3) for f in (lambda x: x + 1, lambda x: x ** 2)])
fact = lambda n: 1 if n < 2 else n * fact(n - 1)
print(fact(20))
print((lambda: (yield))().__class__.__name__)
print((lambda x: (y := x + 1, y * 2))(1))
d = {"inc": lambda x: x + 1, "dec": lambda x: x - 1}
print(d["inc"](1), d["dec"](1))
print((lambda a, /, b: (a, b))(1, b=2))
compose = lambda *fs: lambda x: [x := f(x) for f in fs][-1] if False else fs[0](fs[1](x))
print(compose(str, abs)(-3))
