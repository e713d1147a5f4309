import sys


def gen():
    print("in gen", sys.exc_info()[0] and sys.exc_info()[0].__name__)
    try:
        raise KeyError("inside")
    except KeyError:
        yield sys.exc_info()[0].__name__
        print("resumed", sys.exc_info()[0].__name__)
    yield sys.exc_info()[0] and sys.exc_info()[0].__name__


g = gen()
print(next(g), sys.exc_info()[0])
try:
    raise ValueError("outside")
except ValueError:
    print(next(g), sys.exc_info()[0].__name__)
print(sys.exc_info())


def reraises():
    try:
        yield 1
    except ValueError as error:
        raise RuntimeError("converted") from error


r = reraises()
next(r)
try:
    r.throw(ValueError("original"))
except RuntimeError as error:
    print(error, repr(error.__cause__), repr(error.__context__))


def fails():
    yield 1
    raise LookupError("late")


try:
    for x in fails():
        print(x)
except LookupError as error:
    print(error, error.__context__)
f = fails()
next(f)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        next(f)
except LookupError as error:
    print(error, repr(error.__context__))
print(next(f, "exhausted"))


def outer():
    try:
        yield from fails()
    except LookupError as error:
        yield f"outer caught {error}"
    return "ok"


print(list(outer()))
