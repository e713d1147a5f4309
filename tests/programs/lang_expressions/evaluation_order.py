def v(x):
    print(x, end=" ")
    return x


v(1) + v(2) * v(3)
print()
[v(1), v(2)][v(0)]
print()
{v("k1"): v("v1"), v("k2"): v("v2")}
print()


def f(*args, **kwargs):
    return None


f(v(1), *[v(2)], v(3), k=v(4), **{"m": v(5)})
print()
target = {}
target[v("index")] = v("value")
print()
(v(1) if v(0) else v(2))
print()
print([v(x) for x in (v(1), v(2)) if v(True)])
a = [0, 0]
a[v(0)], a[v(1)] = v("x"), v("y")
print(a)
v(2) ** v(3) ** v(0)
print()
v(3) < v(2) or v(1)
print()
lambda x=v("default"): x
print()
v("b") in [v("a"), v("b")]
print()
"%s %s" % (v(1), v(2))
print(f"{v(1)} {v(2):>{v(3)}}")


def decorator(n):
    v(n)
    return lambda f: (v(f"apply {n}"), f)[1]


@decorator(1)
@decorator(2)
def g(a=v("default a"), b: v("annotation") = v("default b")):
    pass


print()
