def guarded():
    while True:
        try:
            yield "ready"
        except ValueError as error:
            print("caught", error)
            yield "recovered"
        finally:
            print("finally")


g = guarded()
print(next(g))
print(g.throw(ValueError("v")))
print(next(g))
try:
    g.throw(KeyError("k"))
except KeyError as error:
    print("out", repr(error))
try:
    next(g)
except StopIteration:
    print("finished")


def simple():
    yield 1


s = simple()
try:
    s.throw(ValueError("before start"))
except ValueError as error:
    print(error)
print(next(s, "dead"))
s = simple()
next(s)
try:
    s.throw(ValueError)
except ValueError as error:
    print(repr(error))
try:
    simple().throw(5)
except TypeError as error:
    print(error)


def returns():
    try:
        yield 1
    except ValueError:
        return "returned"


r = returns()
next(r)
try:
    r.throw(ValueError("x"))
except StopIteration as stop:
    print(stop.value)


def stop_inside():
    yield 1
    raise StopIteration("oops")


try:
    list(stop_inside())
except RuntimeError as error:
    print(error, repr(error.__cause__))


def next_inside():
    yield next(iter([]))


try:
    list(next_inside())
except RuntimeError as error:
    print(error)


def context():
    try:
        yield
    except ValueError:
        raise KeyError("second")


c = context()
next(c)
try:
    c.throw(ValueError("first"))
except KeyError as error:
    print(repr(error), repr(error.__context__))
