a = [3, 1, 2]
a.append(4)
a.extend("xy")
a.extend(range(2))
a.insert(0, "first")
a.insert(-1, "before last")
a.insert(100, "end")
a.insert(-100, "start")
print(a, len(a), a.index("x"), a.count(1), a.pop(), a.pop(0), a.pop(-2), a)
a.remove("x")
b = a.copy()
b.reverse()
print(a, b, a == b, a + b == a + b, a is a.copy())
a.clear()
print(a, [1, 2] * 3, [[]] * 2, [0] * -1, [1] + [2], [1, 2] < [1, 3], [1, [2]] == [1, [2]], 2 in [1, 2], [] == [], [1] > [])
x = [1, 2, 3, 4, 5]
x[1:3] = "abc"
print(x)
x[::2] = [0] * 3
print(x, x[-2:], x[::-1], list("abc"), list((1, 2)), list({"a": 1}), list(range(3)), list())
x += (9,)
x *= 2
print(x, [1, 2, 3].index(3, 1), [1, 2, 1].index(1, 1), x.index(9, -3))
grid = [[0] * 2 for _ in range(2)]
grid[0][1] = 5
shared = [[0] * 2] * 2
shared[0][1] = 5
print(grid, shared)
for action in (lambda: [].pop(), lambda: [1].pop(5), lambda: [1].remove(2), lambda: [1].index(2), lambda: [1].append(), lambda: [1].extend(5), lambda: [1].insert(1), lambda: [1] + (1,), lambda: [1] * "a", lambda: list(5), lambda: [].pop("a"), lambda: [1].index(), lambda: list(1, 2), lambda: [1] < (1,), lambda: [1, 2].index(1, 1), lambda: [].sort(5), lambda: [1].copy(1), lambda: [1].count()):
    try:
        print(action())
    except (TypeError, ValueError, IndexError) as error:
        print(type(error).__name__, error)
