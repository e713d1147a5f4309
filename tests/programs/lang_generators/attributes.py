def g(n):
    """Doc."""
    yield n


x = g(1)
print(x.__name__, x.__qualname__, g.__doc__, type(x))
print(hasattr(x, "__next__"), hasattr(x, "send"), hasattr(x, "__len__"))
for action in (lambda: g(), lambda: len(x), lambda: x[0], lambda: x + 1, lambda: x(), lambda: x.nope, lambda: next(x, 1, 2)):
    try:
        action()
    except (TypeError, AttributeError) as error:
        print(error)
print(x.__next__(), bool(x), x == x, x != g(1))
print((i for i in []).__name__)


class C:
    def __iter__(self):
        yield from (1, 2)

    def items(self):
        for i in self:
            yield i, i


print(list(C()), dict(C().items()))


def default(a, b=2, *args, c=3, **kw):
    yield a, b, args, c, kw


print(next(default(1)), next(default(1, 5, 6, c=7, d=8)))


def in_try():
    for i in range(3):
        try:
            yield i
        except GeneratorExit:
            print("exit at", i)
            raise


for i in in_try():
    if i == 1:
        break
print("end")


def lazily():
    print("body")
    yield


z = lazily()
print("made")
next(z)
