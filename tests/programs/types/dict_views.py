d = {"a": 1, "b": 2, "c": 3}
k, v, i = d.keys(), d.values(), d.items()
print(k, v, i, len(k), "a" in k, 2 in v, ("a", 1) in i, ("a", 2) in i, list(k), list(i), sorted(v))
print(k == {"a", "b", "c"}, k == d.keys(), v == d.values(), k & {"a", "z"}, sorted(k | {"z"}), sorted(k - {"a"}), sorted(k ^ {"a", "q"}), k <= {"a", "b", "c", "d"}, k.isdisjoint({"x"}))
d["d"] = 4
print(len(k), list(v), [*reversed(k)], list(reversed(i)))
for key, value in d.items():
    d[key] = value * 10
print(d)
for step in range(2):
    try:
        for key in d:
            if step:
                del d[key]
            else:
                d["new"] = 1
    except RuntimeError as error:
        print(error, len(d))
it = iter(d)
print(next(it), next(it))
for action in (lambda: k[0], lambda: k + k, lambda: hash(k), lambda: k.append, lambda: v & v, lambda: next(k), lambda: k < 5):
    try:
        print(action())
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
print(type(k).__name__, type(v).__name__, type(i).__name__, type(iter(i)).__name__, isinstance(d, dict))
m = {1: "a"}
m[2] = m
print(m, dict(m.items()) == m, {**m}.keys(), bool({}.keys()), not {}.items())
