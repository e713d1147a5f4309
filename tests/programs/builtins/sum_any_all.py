print(sum([1, 2, 3]), sum([]), sum([1.5, 2]), sum([[1], [2]], []), sum((1, 2), 10), sum([True, True]), sum(range(101)))
print(sum([0.1] * 10), sum([10**30, 1]), sum((x for x in [1, 2]), start=5))
print(any([]), all([]), any([0, "", 3]), all([1, "x"]), any(x > 2 for x in [1, 3]), all(x for x in [1, 0, 1 / 1]))
for action in (lambda: sum(), lambda: sum(5), lambda: sum(["a"]), lambda: sum(["a"], ""), lambda: sum([1], [2]),
               lambda: any(5), lambda: all(), lambda: sum([b""], b"")):
    try:
        print(action())
    except TypeError as error:
        print(error)
