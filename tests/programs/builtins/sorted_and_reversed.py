data = [3, 1, 2]
print(sorted(data), sorted(data, reverse=True), data, sorted("hello"), sorted({"b": 1, "a": 2}))
pairs = [("b", 1), ("a", 1), ("c", 0), ("d", 1), ("e", 0)]
print(sorted(pairs, key=lambda p: p[1]))
print(sorted(pairs, key=lambda p: p[1], reverse=True))
print(sorted(["B", "a", "C"], key=str.lower), sorted([1.5, 1, True, 0]), sorted([[2], [1, 5], [1]]))
data.sort()
print(data, data.sort(reverse=True), data)
words = "the quick brown fox jumps".split()
words.sort(key=len)
print(words)
print(sorted(words, key=lambda w: (-len(w), w)))
for action in (lambda: sorted([1, "a"]), lambda: sorted(5), lambda: sorted([1], len), lambda: sorted([1], key=5),
               lambda: [1, 2].sort(1), lambda: sorted([None, 1]), lambda: sorted([3, 1], reverse="x"), lambda: sorted([{}, {}])):
    try:
        print(action())
    except TypeError as error:
        print(error)
print(list(reversed([1, 2, 3])), "".join(reversed("abc")), list(reversed(range(4))), list(reversed((1, 2))))
print(list(reversed({"a": 1, "b": 2})), list(reversed({"a": 1}.items())))
try:
    reversed({1, 2})
except TypeError as error:
    print(error)


class K:
    def __init__(self, n):
        self.n = n

    def __lt__(self, o):
        return self.n < o.n

    def __repr__(self):
        return f"K{self.n}"


print(sorted([K(3), K(1), K(2)]), max([K(1), K(4)], key=lambda k: k.n))
big = [(i * 7919) % 1000 for i in range(1000)]
print(sorted(big) == list(range(1000)), sorted(big, reverse=True)[:5])


def fails(x):
    if x == 2:
        raise ValueError("key failed")
    return x


items = [3, 2, 1]
try:
    items.sort(key=fails)
except ValueError as error:
    print(error, items)
