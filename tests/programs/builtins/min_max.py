print(min(3, 1, 2), max([3, 1, 2]), min("b", "a"), max({1: 0, 5: 0}))
print(min(["bb", "a"], key=len), max("bb", "a", key=len), max([(1, "b"), (1, "a")], key=lambda t: t[0]))
print(min([], default=7), max((), default=None), min(x for x in [4, 2]))
print(max(1, 2.5, True), min(1, 1.0), min(1.0, 1), max("a", "B", key=str.lower))
for action in (lambda: min(), lambda: max([]), lambda: min(5), lambda: max(1, "a"), lambda: min([1], [2], default=3),
               lambda: max(1, 2, foo=1), lambda: min([1, None]), lambda: max([], key=len), lambda: min(1, 2, key=5)):
    try:
        print(action())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
