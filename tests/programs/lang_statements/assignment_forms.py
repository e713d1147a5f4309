a = b = c = [0]
print(a is b is c)
x, y = 1, 2
x, y = y, x
print(x, y)
(p, q), [r, s] = (1, 2), "ab"
print(p, q, r, s)
first, *middle, last = range(6)
print(first, middle, last)
*start, end = "abc"
print(start, end)
head, *tail = [1]
print(head, tail)
[*all_of] = (1, 2)
print(all_of)
(one,) = [9]
print(one)
i = 0
i, values = 1, [0, 0]
i, values[i] = 0, 7
print(i, values)
d = {}
d["k"], d["j"] = 1, 2
print(d)


class C:
    pass


o = C()
o.x, o.y, *o.rest = 1, 2, 3, 4
print(o.x, o.y, o.rest)
n: int = 5
m: str
print(n, __annotations__)
t = 1, *[2, 3], *"4"
print(t)
l = [*range(2), *{"a": 1}, 5]
print(l, {*[1], *(2,)}, {**{"a": 1}, "b": 2, **{"a": 3}})
