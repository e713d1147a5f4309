d = {"a": 1, "b": 2}
d["c"] = 3
print(d, len(d), d["a"], d.get("x"), d.get("x", 0), "a" in d, 1 in d, list(d), d.keys(), d.values(), d.items())
print(d.pop("a"), d.pop("zz", None), d.popitem(), d, d.setdefault("n", []), d.setdefault("b", 9), d)
d.update({"x": 1}, y=2)
d.update([("z", 3)])
d.update(w=5)
print(d, d.copy() == d, d | {"x": 9}, {**d, "q": 1}, dict(a=1), dict([("k", "v")]), dict({"a": 1}, b=2), dict(zip("ab", [1, 2])), dict.fromkeys("ab"), dict.fromkeys([1, 2], 0))
d |= {"x": 10}
del d["x"]
d.clear()
print(d, {} == dict(), {"a": 1, "b": 2} == {"b": 2, "a": 1}, {1: "a", 1.0: "b", True: "c"}, {None: 1, (): 2, "": 3})
d = {i: i * i for i in range(5)}
del d[2]
d[2] = "again"
print(d, list(d.items()), [k for k in d], sorted(d, key=str), max(d), sum(d), reversed(list(d)).__class__.__name__, list(reversed(d)))
d = {"one": 1}
view = d.keys()
d["two"] = 2
print(view, len(view), "two" in view, view & {"two"}, view | ["x"] if False else sorted(view | {"x"}), d.items() & {("one", 1)}, d.keys() == {"one", "two"}, sorted(d.keys() - {"one"}))
for action in (lambda: {}["x"], lambda: {}.pop("x"), lambda: {}.popitem(), lambda: {[]: 1}, lambda: {}.update(5), lambda: {}.update([1]), lambda: {}.update([(1, 2, 3)]), lambda: dict(5), lambda: dict([1]), lambda: {} + {}, lambda: {} < {}, lambda: {}.get(), lambda: {}.fromkeys(5), lambda: {}[[1]], lambda: {} | [], lambda: dict(1, 2), lambda: {}.setdefault(), lambda: {}.get([]), lambda: dict(["abc"]), lambda: {}.pop(), lambda: {(1, []): 2}, lambda: {}.keys()[0]):
    try:
        print(action())
    except (TypeError, ValueError, KeyError) as error:
        print(type(error).__name__, error)
