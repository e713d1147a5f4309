def run(raised):
    try:
        raise raised
    except* ValueError as group:
        print("values", repr(group))
    except* (TypeError, KeyError) as group:
        print("types", repr(group))
    else:
        print("else")
    finally:
        print("finally")


run(ExceptionGroup("g", [ValueError(1), TypeError(2), ValueError(3)]))
run(ValueError("naked"))
try:
    run(ExceptionGroup("g", [ValueError(1), OSError("left")]))
except ExceptionGroup as error:
    print("left", repr(error))
try:
    run(OSError("naked"))
except OSError as error:
    print("left", repr(error))


def nothing():
    try:
        pass
    except* ValueError:
        print("no")
    else:
        print("else runs")


nothing()


def raises_inside():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        raise KeyError("new")
    except* TypeError:
        print("type handled")


try:
    raises_inside()
except BaseException as error:
    print(repr(error), repr(error.__cause__))


def reraises():
    try:
        raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError:
        raise


try:
    reraises()
except ExceptionGroup as error:
    print(repr(error))
try:
    try:
        raise ValueError("x")
    except* ExceptionGroup:
        pass
except TypeError as error:
    print(error)


def loop():
    for n in range(3):
        try:
            if n == 1:
                raise ExceptionGroup("n", [ValueError(n)])
        except* ValueError as g:
            print("loop", n, g.exceptions)
    return "done"


print(loop())
nested = ExceptionGroup("outer", [ExceptionGroup("inner", [ValueError("deep")]), TypeError("t")])
try:
    raise nested
except* ValueError as g:
    print(repr(g))
except* TypeError as g:
    print(repr(g))
