class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(Countdown(3)), sum(Countdown(4)), *Countdown(2))
it = Countdown(2)
print(next(it), next(it), next(it, "end"))
try:
    next(it)
except StopIteration as error:
    print(repr(error), error.value)
print([(a, b) for a, b in zip(Countdown(2), Countdown(3))])
print(2 in Countdown(5), tuple(Countdown(1)), set(Countdown(2)), dict(enumerate(Countdown(2))))


class NoNext:
    def __iter__(self):
        return self


class NoIter:
    def __next__(self):
        return 1


for action in (lambda: iter(NoNext()), lambda: iter(NoIter()), lambda: next(NoNext()), lambda: next(NoIter()),
               lambda: next([]), lambda: iter(3), lambda: [*NoIter()]):
    try:
        print(action())
    except TypeError as error:
        print(error)
values = iter([1, 2, 3, 0, 4])
print(list(iter(lambda: next(values), 0)))
i = iter([1, 2])
print(i is iter(i), next(i), list(i), list(i))


class Fails:
    def __iter__(self):
        yield 1
        raise ValueError("mid-way")


try:
    for x in Fails():
        print(x)
except ValueError as error:
    print(error)
items = [1, 2, 3]
for x in items:
    if x < 3:
        items.append(x + 10)
print(items)
