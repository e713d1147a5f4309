t = (1, 2, 3, 2)
print(t.count(2), t.index(2), t.index(2, 2), len(t), t + (4,), t * 2, t[1:], t[::-1], 3 in t, (1, 2) < (1, 3), (1,) == (1,), () < (1,), hash((1, 2)) == hash((1, 2)))
print(tuple("ab"), tuple(), tuple([1]), tuple({"k": 1}), (1,) * 0, ((1, 2), 3)[0][1], tuple(range(3)), sorted((3, 1)), (1, "a", None), ())
a, (b, *c), d = 1, (2, 3, 4), 5
print(a, b, c, d)
print({(1, 2): "x"}[1, 2], (1, 2) == [1, 2], (1, 2.0) == (1.0, 2), isinstance((), tuple))
x = 1,
print(x, (1), (1,), type(()), max((1, 5, 2)), sum((1, 2)), dict([(1, 2)]), [*t], (*t, 9))
for action in (lambda: t[9], lambda: t.index(9), lambda: t + [1], lambda: t * 1.5, lambda: t.append, lambda: hash(([],)), lambda: tuple(5), lambda: t["a"], lambda: (1,) < ("a",), lambda: (1, 2) + 3, lambda: tuple(1, 2), lambda: t.count()):
    try:
        print(action())
    except (TypeError, ValueError, IndexError, AttributeError) as error:
        print(type(error).__name__, error)
s = (1, [2])
s[1].append(3)
print(s)
