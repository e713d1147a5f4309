class Guard:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()

    def __exit__(self, kind, error, traceback):
        print("exit", self.name, kind and kind.__name__, error, traceback is not None)
        return self.swallow


with Guard("a") as a, Guard("b") as b:
    print(a, b)
with (
    Guard("c") as c,
    Guard("d", swallow=True),
):
    raise ValueError("inside")
print("after")
try:
    with Guard("e"):
        1 / 0
except ZeroDivisionError as error:
    print("escaped", error)


def returns():
    with Guard("f"):
        return "value"


print(returns())
for i in range(3):
    with Guard(str(i)):
        if i == 0:
            continue
        break


class Bad:
    pass


try:
    with Bad():
        pass
except TypeError as error:
    print(error)


class OnlyEnter:
    def __enter__(self):
        pass


try:
    with OnlyEnter():
        pass
except TypeError as error:
    print(error)


class Replaces:
    def __enter__(self):
        return self

    def __exit__(self, *info):
        raise KeyError("new")


try:
    with Replaces() as r:
        raise ValueError("old")
except KeyError as error:
    print(repr(error), repr(error.__context__))
with Guard("yz") as (p, q):
    print(p, q)
