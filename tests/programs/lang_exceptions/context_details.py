def chain(error):
    names = []
    while error:
        names.append(f"{type(error).__name__}({error})")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return " <- ".join(names)


def attempt(f):
    try:
        f()
    except BaseException as error:
        print(chain(error))


def a():
    try:
        1 / 0
    except ZeroDivisionError:
        try:
            {}["k"]
        except KeyError:
            pass
        raise ValueError("context is the division")


def b():
    try:
        raise ValueError("first")
    except ValueError:
        def helper():
            raise TypeError("in helper")
        helper()


def c():
    try:
        raise ValueError("old")
    except ValueError as e:
        e.__context__ = None
        new = KeyError("new")
        new.__cause__ = OSError("set by hand")
        raise new


def d():
    error = ValueError("reused")
    try:
        raise error
    except ValueError:
        pass
    try:
        raise KeyError("between")
    except KeyError:
        raise error


def e():
    class Exit:
        def __enter__(self):
            return self

        def __exit__(self, *a):
            raise RuntimeError("from exit")

    with Exit():
        raise ValueError("from body")


def f():
    try:
        raise ValueError("x")
    except ValueError as e:
        raise e from e.__context__


def g():
    try:
        try:
            raise ValueError(1)
        except ValueError as one:
            raise TypeError(2) from None
    except TypeError as two:
        raise OSError(3)


def h():
    try:
        raise ValueError("cyclic")
    except ValueError as e1:
        try:
            raise KeyError("second")
        except KeyError as e2:
            raise e1


for case in (a, b, c, d, e, f, g, h):
    attempt(case)
e = ValueError("tb")
print(e.__traceback__, e.with_traceback(None) is e)
try:
    raise e
except ValueError as caught:
    print(caught.__traceback__ is not None, caught.__traceback__.tb_lineno if False else "")
for bad in ("__cause__", "__context__", "__traceback__"):
    try:
        setattr(e, bad, 5)
    except TypeError as error:
        print(error)
e.__suppress_context__ = True
print(e.__suppress_context__)
