# partial, reduce, lru_cache, wraps and their relatives.
import functools
from functools import partial, wraps, reduce, lru_cache, cache, cached_property, total_ordering, cmp_to_key, singledispatch, partialmethod


def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except Exception as e:
        print(type(e).__name__, e)


p = partial(int, base=2)
t(p, '101')
print(p, p.func, p.args, p.keywords)


def f(a, b=2, *c, **d):
    return (a, b, c, d)


print(partial(f, 1)(3, 4, x=5), partial(partial(f, 1), 2, k=1)(3, k=2), partial(f, b=5)(1))
t(partial)
t(partial, 5)
t(partial(f))
q = partial(f, 1)
q.tag = 'x'
print(q.tag, q.__dict__, callable(q), isinstance(q, partial), partial(q, 2).func is q)
print(reduce(lambda a, b: a * b, [1, 2, 3, 4]), reduce(lambda a, b: a + b, [], 'x'))
t(reduce, max, [])
t(reduce, max, 5)
t(reduce, max)


@lru_cache(maxsize=2)
def sq(x):
    """doc"""
    print('computing', x)
    return x * x


print(sq(1), sq(2), sq(1), sq(3), sq(2), sq.cache_info(), sq.__name__, sq.__doc__, sq.__wrapped__(5), sq.cache_parameters())
sq.cache_clear()
print(sq.cache_info(), sq.cache_info().hits)
t(sq, [])


@cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), fib.cache_info())


@lru_cache
def kw(a, b=1, *, c=2):
    print('call')
    return a + b + c


print(kw(1), kw(1, 1), kw(1, b=1), kw(1, c=2), kw(1), kw(1.0), kw(True))


@lru_cache(typed=True)
def ty(a):
    print('ty', a)
    return a


print(ty(1), ty(1.0), ty(1))


class C:

    @lru_cache
    def m(self, x):
        print('m', x)
        return x

    @cached_property
    def cp(self):
        print('cp')
        return 5
    pm = partialmethod(f, 7)


c = C()
print(c.m(1), c.m(1), c.cp, c.cp, C.m.cache_info(), c.__dict__)
c.cp = 8
print(c.cp)
del c.cp
print(c.cp)


def deco(fn):

    @wraps(fn)
    def inner(*a, **k):
        """inner doc"""
        return fn(*a, **k)
    return inner


@deco
def named(x: int) -> str:
    """named doc"""
    return x


print(named.__name__, named.__doc__, named.__qualname__, named(3))
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)), cmp_to_key(lambda a, b: a - b)(1) < cmp_to_key(lambda a, b: a - b)(2))


@total_ordering
class V:

    def __init__(self, n):
        self.n = n

    def __eq__(self, o):
        return self.n == o.n

    def __lt__(self, o):
        return self.n < o.n


print(V(1) < V(2), V(1) <= V(1), V(2) > V(1), V(1) >= V(2), V(1) != V(2), max(V(1), V(5)).n)


@singledispatch
def show(x):
    return 'object'


@show.register
def _(x: int):
    return 'int'


@show.register(str)
def _(x):
    return 'str'


print(show(1), show('a'), show(1.5), show(True))
t(lru_cache, 'x')
t(lru_cache(0)(lambda x: x), 1)


@lru_cache(maxsize=None)
def boom(x):
    raise ValueError(x)


t(boom, 1)
t(boom, 1)
print(boom.cache_info())
