a, b = [1, 2], (3, 4)
print([*a, *b], (*a, 5), {*a, *b}, [*range(3), *"ab", *{"k": 1}])
print({**{"a": 1}, "b": 2, **{"a": 9}}, dict(**{"x": 1}, y=2))
print(*a, *b, sep="-")
first, *rest = *a, *b
print(first, rest)
x = *a,
print(x)
for h, *t in [(1, 2, 3), "ab", [9]]:
    print(h, t)
*start, (p, *q), last = 1, 2, (3, 4, 5), 6
print(start, p, q, last)


def f(*args, **kw):
    return args, kw


print(f(*a, 0, *b, k=1, **{"z": 2}), f(*[], **{}), f(*(i for i in range(2))))


def returns():
    return 1, *a


def yields():
    yield 0, *b


print(returns(), list(yields()), [*map(str, a)], {*()}, [*[*[1]]])
print(dict(a=1, **{"b": 2}), {**{}, **{1: 2}}, [x for x in [*a, *b]], (*"",))
d = {"sep": "+", "end": "!\n"}
print(1, 2, **d)
subscript = {(1, 2): "tuple key"}
print(subscript[1, 2], subscript[(*a,)] if (1, 2) == (*a,) else None)
for bad in (lambda: [*5], lambda: {*None}, lambda: {**[1]}, lambda: (*1.5,), lambda: f(*5), lambda: f(**5)):
    try:
        bad()
    except TypeError as error:
        print(error)
