users = [{"name": "Ann", "tags": {"a", "b"}, "address": {"city": "X", "zip": (1, 2)}}, {"name": "Bob", "tags": set(), "address": None}]
for u in users:
    city = u["address"]["city"] if u["address"] else "none"
    print(f"{u['name']:>5} {len(u['tags'])} {city!r} {(u['address'] or {}).get('zip', ())}")
by_name = {u["name"]: u for u in users}
by_name["Ann"]["address"]["city"] = "Y"
users[1]["address"] = {}
users[1]["address"].setdefault("zip", []).append(5)
print(users[0]["address"], users[1], by_name["Bob"] is users[1])
matrix = [[1, 2], [3, 4]]
copy, deep = matrix[:], [row[:] for row in matrix]
matrix[0][0] = 99
print(copy, deep, [[*r] for r in zip(*matrix)], sum(map(sum, matrix)), max(max(r) for r in matrix))
groups = {}
for word in "the cat sat on the mat".split():
    groups.setdefault(len(word), []).append(word)
print(groups, {k: sorted(set(v)) for k, v in groups.items()}, [(k, len(v)) for k, v in sorted(groups.items())])
tree = {"v": 1, "kids": [{"v": 2, "kids": []}, {"v": 3, "kids": [{"v": 4, "kids": []}]}]}


def total(node):
    return node["v"] + sum(total(k) for k in node["kids"])


def depth(node):
    return 1 + max((depth(k) for k in node["kids"]), default=0)


print(total(tree), depth(tree))
(a, b), *[c, [d]] = [(1, 2), 3, [4]]
print(a, b, c, d, {(1, "x"): [None]}[1, "x"], [[[]]] == [[[]]], ({"a": [1]} == {"a": [1.0]}), [1, [2]] < [1, [3]])
inventory = {"apple": 3, "pear": 0}
inventory |= {"kiwi": 7}
del inventory["pear"]
inventory["apple"] -= 1
print(inventory, sum(inventory.values()), sorted(inventory, key=inventory.get), max(inventory.items(), key=lambda kv: kv[1]))
x = y = []
x.append(y)
print(x, len(x[0][0][0]), x == y)
