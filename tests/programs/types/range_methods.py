r = range(2, 20, 3)
print(r, list(r), len(r), r[0], r[-1], r[1:3], r[::-1], 5 in r, 6 in r, "a" in r, r.index(8), r.count(5), r.count(6), r.start, r.stop, r.step)
print(range(5), range(0), range(5, 0), range(5, 0, -2), list(range(5, 0, -2)), range(3) == range(0, 3), range(0) == range(5, 5), range(0, 3, 2) == range(0, 4, 2), hash(range(3)) == hash(range(0, 3)))
print(bool(range(0)), list(reversed(range(0, 10, 4))), range(10)[2:8:2], range(10)[::-2], sum(range(1000)), max(range(5)), min(range(3, 9)), tuple(range(3)), range(-5, 5)[-1])
print(10**20 in range(10**21), range(10**20, 10**20 + 3)[1], len(range(0, 10**12, 7)), list(range(10**20, 10**20 + 2)), range(True), range(2**62, 2**62 + 2)[-1])
for action in (lambda: range(), lambda: range(1, 2, 0), lambda: range(1.5), lambda: range("a"), lambda: range(3)[3], lambda: range(3)["a"], lambda: range(3).index(9), lambda: range(1, 2, 3, 4), lambda: range(3) + range(2), lambda: range(3) < range(4), lambda: range(None), lambda: len(range(10**30)), lambda: range(3).append):
    try:
        print(action())
    except (TypeError, ValueError, IndexError, OverflowError, AttributeError) as error:
        print(type(error).__name__, error)
i = iter(range(3))
print(next(i), list(i), next(i, "end"))
