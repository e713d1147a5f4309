m = [[1, 2, 3], [4, 5, 6]]
print([x for row in m for x in row], [[row[i] for row in m] for i in range(3)], [x for row in m if sum(row) > 6 for x in row if x % 2])
print({k: v for k, v in zip("abc", range(3))}, {v: k for k, v in {"a": 1, "b": 2}.items()}, {x % 3 for x in range(10)}, {i: {j for j in range(i)} for i in range(3)})
print([(x, y) for x in range(3) for y in range(x)], [x if x % 2 else -x for x in range(4)], [i for i in range(10) if i % 2 if i % 3])
print([a + b for a, b in [(1, 2), (3, 4)]], [a for a, *b in ["xyz", "pq"]], [f"{k}={v}" for k, v in {"a": 1}.items()])
print([last := x for x in range(3)], last, [y for x in range(3) if (y := x * x) > 0], [(lambda: i)() for i in range(3)])
print(sum(x * x for x in range(4)), list(x for x in "ab"), max((len(w), w) for w in ["a", "bcd"]), dict((k, 1) for k in "ab"))
gen = (print("eval", x) or x for x in [1, 2])
print("made")
print(next(gen))


def source():
    print("source evaluated")
    return [1, 2]


g = (x for x in source())
print("then list", list(g))
try:
    h = (x for x in 5)
except TypeError as error:
    print(error)
x = "outer"
print([x for x in range(2)], x)
print([[j for j in range(i)] for i in range(4)], [(i, j) for i, j in enumerate("ab", 1)])


class C:
    n = 3
    squares = [i * i for i in range(n)]
    pairs = {i: i for i in range(n)}


print(C.squares, C.pairs)
nested = [[[0] * 2 for _ in range(2)] for _ in range(2)]
nested[0][1][0] = 1
print(nested, [*filter(None, [y for y in [0, 1, "", "a"]])], [i for i in [j for j in range(3)]])
