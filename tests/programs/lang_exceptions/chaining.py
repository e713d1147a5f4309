def show(error, depth=0):
    while error is not None:
        print("  " * depth, repr(error), "cause:", repr(error.__cause__), "context:", repr(error.__context__),
              error.__suppress_context__)
        error = error.__cause__ or error.__context__
        depth += 1


try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise ValueError("from") from e
except ValueError as error:
    show(error)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("implicit")
except ValueError as error:
    show(error)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("none") from None
except ValueError as error:
    show(error)
try:
    try:
        {}["k"]
    finally:
        raise TypeError("in finally")
except TypeError as error:
    show(error)
try:
    raise KeyError("class cause") from IndexError
except KeyError as error:
    show(error)
try:
    raise ValueError("x") from 5
except TypeError as error:
    print(error)


def three():
    try:
        try:
            raise ValueError(1)
        except ValueError:
            raise ValueError(2)
    except ValueError:
        raise ValueError(3)


try:
    three()
except ValueError as error:
    show(error)
try:
    try:
        raise ValueError("again")
    except ValueError as e:
        raise e
except ValueError as error:
    show(error)
