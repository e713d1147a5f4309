def f():
    e = "before"
    try:
        raise ValueError("x")
    except ValueError as e:
        print(e)
    try:
        return e
    except UnboundLocalError as error:
        return str(error)


print(f())
saved = None
try:
    raise KeyError("k")
except KeyError as err:
    saved = err
print(repr(saved))
try:
    err
except NameError as error:
    print(error)


class Noisy:
    def __del__(self):
        print("dropped")


def holds():
    noisy = Noisy()
    raise ValueError("holds the frame")


try:
    holds()
except ValueError as e:
    print("handling")
print("after")


def keeps():
    noisy = Noisy()
    try:
        1 / 0
    except ZeroDivisionError as e:
        return e


error = keeps()
print("kept")
error = None
print("gone")
