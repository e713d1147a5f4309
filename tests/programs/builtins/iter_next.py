it = iter("ab")
print(next(it), next(it), next(it, None), next(it, "d"))
try:
    next(it)
except StopIteration as error:
    print(repr(error))
n = iter([3, 2, 1, 0, 5])
print(list(iter(lambda: next(n), 0)), list(n))
calls = 0


def counter():
    global calls
    calls += 1
    return calls


print(list(iter(counter, 4)))
for value in ([], {}, set(), "", b"", range(0), {}.items(), {}.keys(), {}.values(), iter([]), reversed([]), enumerate([]), zip(), map(str, []),
              (x for x in [])):
    print(type(iter(value)).__name__, end=" ")
print()
for action in (lambda: iter(5), lambda: iter(5, 1), lambda: next(5), lambda: next([]), lambda: iter(), lambda: next(), lambda: iter(None)):
    try:
        print(action())
    except TypeError as error:
        print(error)
d = {"a": 1, "b": 2}
try:
    for k in d:
        d[k + "x"] = 1
except RuntimeError as error:
    print(error)
s = {1, 2}
try:
    for x in s:
        s.add(x + 10)
except RuntimeError as error:
    print(error)
items = [1, 2, 3, 4]
for x in items:
    items.remove(x)
print(items)
