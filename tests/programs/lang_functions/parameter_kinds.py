def show(a, b=2, /, c=3, *rest, d, e=5, **more):
    print(a, b, c, rest, d, e, more)


show(1, d=4)
show(1, 20, 30, 40, 50, d=4, e=6, f=7, g=8)
show(1, d=0, a=9, b=8)
show(*[1, 2], *(3, 4), **{"d": 1}, **{"z": 2})
show(*"abc", d="d", **{"k k": 1})


def keyword_only(*, x, y=2):
    return x, y


print(keyword_only(x=1), keyword_only(y=5, x=4))


def positional_only(x, y=7, /):
    return x, y


print(positional_only(1), positional_only(1, 2))
print((lambda *a, **k: (a, k))(1, 2, x=3))
print((lambda x, y=2, *z, w=4: (x, y, z, w))(1))
