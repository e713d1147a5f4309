"""Methods with some of their arguments given, and functions bound by hand."""
from functools import partialmethod


class Cell:
    def __init__(self):
        self.state = None

    def set_state(self, state, *, loudly=False):
        self.state = state
        return state, loudly

    revive = partialmethod(set_state, True)
    kill = partialmethod(set_state, False, loudly=True)


cell = Cell()
print(cell.revive(), cell.state, cell.kill(), cell.state, cell.kill(loudly=False))
print(Cell.revive(cell), Cell.kill(cell, loudly=3))


def me(self):
    return self


print(me.__get__(5)(), me.__get__(None, int) is me, me.__get__(cell, Cell).__self__ is cell)
try:
    me.__get__(None)
except TypeError as error:
    print(error)


class Counted:
    """A decorator of methods that is a class."""

    def __init__(self, function):
        self.function = function
        self.calls = 0

    def __get__(self, instance, owner=None):
        return self if instance is None else lambda *args: self(instance, *args)

    def __call__(self, instance, *args):
        self.calls += 1
        return self.function.__get__(instance, type(instance))(*args)


class Shop:
    @Counted
    def sell(self, thing):
        return f"{type(self).__name__} sells {thing}"


print(Shop().sell("bread"), Shop().sell("milk"), Shop.sell.calls)
