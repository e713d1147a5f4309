a = object()
b = object()
print(a == a, a == b, a != b, a is a, id(a) == id(a), id(a) == id(b), hash(a) == hash(a), isinstance(hash(a), int))
print(bool(a), type(a) is object, repr(a)[:18], str(a) == repr(a), a.__class__, a.__eq__(a), a.__eq__(b), a.__ne__(a))
for action in (lambda: a.x, lambda: setattr(a, "x", 1), lambda: a < b, lambda: a + b, lambda: a(), lambda: a[0], lambda: len(a), lambda: iter(a), lambda: object(5), lambda: object(x=1)):
    try:
        print(action())
    except (TypeError, AttributeError) as error:
        print(error)


class E:
    pass


e = E()
seen = {e: 1, a: 2}
print(seen[e], seen[a], e in seen, E() in seen, len({e, e, a}), [e].index(e), e in [a, e], (e,).count(e))
x = [e]
y = x[:]
print(x == y, x is y, x[0] is y[0], e == e, e == E())
