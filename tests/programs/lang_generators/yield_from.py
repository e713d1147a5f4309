def inner():
    try:
        x = yield 1
        print("inner got", x)
        y = yield 2
        print("inner got", y)
    except ValueError as error:
        print("inner caught", error)
        yield "caught"
    finally:
        print("inner finally")
    return "inner result"


def outer():
    result = yield from inner()
    print("result", result)
    yield from "ab"
    yield from [1]
    return "outer result"


o = outer()
print(next(o), o.send("A"), o.send("B"), next(o), next(o))
try:
    next(o)
except StopIteration as stop:
    print(stop.value)
o = outer()
next(o)
print(o.throw(ValueError("thrown")))
o.close()
o = outer()
next(o)
o.close()


def delegates_to_iterator():
    result = yield from iter([1, 2])
    print("iterator result", result)


d = delegates_to_iterator()
print(next(d))
try:
    d.send(5)
except AttributeError as error:
    print(error)


def bad():
    yield from 5


try:
    list(bad())
except TypeError as error:
    print(error)


def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)


print(list(tree(3)))


def returns_only():
    return 5
    yield


def collect():
    x = yield from returns_only()
    y = yield from ()
    return x, y


try:
    next(collect())
except StopIteration as stop:
    print(stop.value)


def deep(n):
    if n == 0:
        yield "bottom"
    else:
        yield from deep(n - 1)


print(list(deep(200)))
