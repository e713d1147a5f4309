# Runaway recursion, through Python and through natives that call back: RecursionError, and life goes on.


class Mirror:
    def __repr__(self):
        return repr(self)

    def __eq__(self, other):
        return self == other

    def __hash__(self):
        return hash((self,))

    def __call__(self):
        return self()

    def __iter__(self):
        return iter(self)

    def __getattr__(self, name):
        return getattr(self, name)

    @property
    def again(self):
        return self.again


def plain():
    return plain()


def by_key(value):
    return sorted([value], key=by_key)


def by_map(value):
    return list(map(by_map, [value]))


def by_generator():
    yield from by_generator()


def attempt(name, call):
    try:
        call()
    except RecursionError as error:
        print(name, type(error).__name__)


mirror = Mirror()
attempt("plain", plain)
attempt("key", lambda: by_key(1))
attempt("map", lambda: by_map(1))
attempt("generator", lambda: list(by_generator()))
attempt("repr", lambda: repr(mirror))
attempt("eq", lambda: mirror == Mirror())
attempt("hash", lambda: hash(mirror))
attempt("call", mirror)
attempt("iter", lambda: list(mirror))
attempt("getattr", lambda: mirror.missing)
attempt("property", lambda: mirror.again)
print("still here")
