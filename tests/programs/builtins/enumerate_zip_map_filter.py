print(list(enumerate("ab")), list(enumerate("ab", 5)), list(enumerate([], start=3)), dict(enumerate("xy", start=1)))
print(list(zip("abc", [1, 2])), list(zip()), list(zip("a")), list(zip("ab", "cd", "ef")), dict(zip("ab", [1, 2])))
print(list(zip("ab", "cd", strict=True)), list(zip(*[(1, 2), (3, 4)])))
print(list(map(str, [1, 2])), list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])), list(map(None.__class__, [])))
print(list(filter(None, [0, 1, "", "a"])), list(filter(lambda x: x % 2, range(6))), tuple(filter(str.isdigit, "a1b2")))
m = map(int, "123")
print(next(m), list(m), list(m))
z = zip([1, 2, 3], iter("ab"))
print(next(z), list(z))
for action in (lambda: list(zip("ab", "c", strict=True)), lambda: list(zip("a", "bc", strict=True)),
               lambda: list(zip("a", "b", "", strict=True)), lambda: zip(1), lambda: zip("a", 5), lambda: map(str),
               lambda: map(), lambda: list(map(5, [1])), lambda: filter(None), lambda: filter(None, 5), lambda: enumerate(),
               lambda: enumerate(5), lambda: enumerate("a", "b"), lambda: list(map(int, ["x"])), lambda: enumerate("a", foo=1)):
    try:
        print(action())
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
print(type(enumerate("")).__name__, type(zip()).__name__, type(map(str, "")).__name__, type(filter(None, "")).__name__)
