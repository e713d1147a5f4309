a = None
print(a is None, True is (1 == 1), () is (), "abc" is not None, ... is Ellipsis, NotImplemented is NotImplemented)
x = [1]
y = x
z = [1]
print(x is y, x is z, x == z, id(x) == id(y), x is not z)
s = "hello"
t = s
print(s is t, s is str(s), tuple((1, 2)) == (1, 2), (t2 := (1, 2)) is tuple(t2), [1] is [1])
f = frozenset([1])
print(frozenset(f) is f, f.copy() is f, (5).__class__ is int, type(x) is list, int(5) is int(5), str() is "" or True)


def g(default=[]):
    return default


print(g() is g(), (lambda: 0) is (lambda: 0), g is g, len is len, int is int, x.append == x.append, x.append is x.append)
b = b"x"
print(bytes(b) is b, True + 0 is 1 or True, None is None, (None,)[0] is None)
print("a" "b" is not 5, 1 in [True], True in [1], 1.0 in {1}, "1" in [1], None in [None], float("nan") in [float("nan")])
n = float("nan")
print(n in [n], [n] == [n], n == n, n != n, (n,) == (n,), {n: 1}.get(n))
