# test: stderr
class Empty:
    __slots__ = ()


def change(thing, value):
    thing.name = value


change(Empty(), 3)
