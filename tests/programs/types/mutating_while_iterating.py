d = {"a": 1, "b": 2}
for action in ("add", "delete", "change", "clear"):
    e = dict(d)
    try:
        for k in e:
            if action == "add":
                e[k * 2] = 1
            elif action == "delete":
                del e[k]
            elif action == "change":
                e[k] = 9
            else:
                e.clear()
        print(action, e)
    except RuntimeError as error:
        print(action, error)
s = {1, 2, 3}
try:
    for x in s:
        s.discard(x)
except RuntimeError as error:
    print(error)
a = [1, 2, 3, 4, 5, 6]
for x in a:
    if x % 2:
        a.remove(x)
print(a)
a = [1, 2]
for i, x in enumerate(a):
    if len(a) < 6:
        a.append(x * 10)
print(a)
a = list(range(5))
for x in a[:]:
    a.remove(x)
print(a)
it = iter([1, 2, 3])
for x in it:
    print(x, next(it, None))
a = [3, 1, 2]


def key(x):
    a.append(x)
    return x


try:
    a.sort(key=key)
except ValueError as error:
    print(error)
print(sorted({k: v for k, v in sorted(d.items(), reverse=True)}))
for k in list(d):
    d.pop(k)
print(d)
r = iter(range(3))
print(list(zip(r, r)), [y for x in [[1], [2]] for y in x], list(d.items()))
