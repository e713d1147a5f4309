def count(n):
    print("start")
    for i in range(n):
        print("before", i)
        yield i
        print("after", i)
    print("end")
    return "result"


g = count(2)
print(type(g).__name__, next(g))
print(next(g))
try:
    next(g)
except StopIteration as stop:
    print("stop", stop.value)
try:
    next(g)
except StopIteration as stop:
    print("again", stop.value)
print(list(count(1)))


def infinite():
    n = 0
    while True:
        yield n
        n += 1


for x in infinite():
    if x > 3:
        break
print(x)
print([x for x, _ in zip(infinite(), "abc")])
squares = (x * x for x in range(5))
print(sum(squares), sum(squares))


def empty():
    return
    yield


print(list(empty()), tuple(empty()), next(empty(), "default"))


def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


f = fib()
print([next(f) for _ in range(10)])
print(iter(f) is f)


def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item


print(list(flatten([1, [2, [3, [4]], 5]])))
print(max(x for x in [3, 1, 2]), sorted((x for x in "cab"), reverse=True), ",".join(str(i) for i in range(3)))
a, *b = (i for i in range(4))
print(a, b)
