# Data nested a hundred thousand deep is built, refused by what recurses, and freed without a crash.
import json


def attempt(name, call):
    try:
        print(name, call())
    except RecursionError:
        print(name, "too deep")


nested = []
other = []
for _ in range(100000):
    nested = [nested]
    other = [other]
attempt("list repr", lambda: len(repr(nested)))
attempt("list equal", lambda: nested == other)
attempt("json dumps", lambda: len(json.dumps(nested)))
attempt("json loads", lambda: len(json.loads("[" * 100000 + "]" * 100000)))
del nested, other

node = None
for number in range(100000):
    node = {"number": number, "next": node}
attempt("dict repr", lambda: len(str(node)))
node = None


class Link:
    def __init__(self, to):
        self.to = to


chain = None
for _ in range(100000):
    chain = Link(chain)
chain = None


def held(value):
    yield value


waiting = None
for _ in range(100000):
    waiting = held(waiting)
    next(waiting)
waiting = None
print("freed")
