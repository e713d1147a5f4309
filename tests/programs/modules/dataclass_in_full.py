# What @dataclass and field() make, and what they refuse.
from dataclasses import dataclass, field, asdict, astuple, replace, fields, is_dataclass, FrozenInstanceError, InitVar, KW_ONLY, MISSING
from typing import List, Optional, ClassVar


def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except Exception as e:
        print(type(e).__name__, e)


@dataclass
class P:
    x: int
    y: int = 2
    tags: list = field(default_factory=list)

    def total(self):
        return self.x + self.y


p = P(1)
print(p, p == P(1), p != P(2), p.total(), p.tags is P(1).tags)
p.x = 5
print(p, P(1, 2, [3]), P(x=1, y=3), P.y, P.__name__)
t(P)
t(P, 1, 2, [], 4)
t(P, 1, z=3)
t(P, 1, x=2)
t(lambda: P(1) < P(2))
t(lambda: hash(P(1)))
t(lambda: P(y=1))
t(P.__init__)


@dataclass(frozen=True, order=True)
class F:
    a: int
    b: str = 'q'


f = F(1)
print(f, hash(f) == hash(F(1)), F(1) < F(2), sorted([F(3), F(1, 'z'), F(1, 'a')]), {f: 1}[F(1)], F(1) >= F(1, 'q'))
t(lambda: setattr(f, 'a', 3))
t(lambda: delattr(f, 'a'))
t(lambda: setattr(f, 'zz', 3))
t(lambda: F(1) < 3)
t(lambda: F(1) == 3)


@dataclass
class B:
    i: int
    j: int = 1


@dataclass
class C(B):
    k: int = 2
    i: float = 0.5

    def __post_init__(self):
        self.m = self.i + self.k


c = C()
print(c, c.m, C(1, 2, 3), isinstance(c, B), [f.name for f in fields(C)], [(f.name, f.type, f.default) for f in fields(B)] == [('i', int, MISSING), ('j', int, 1)])


def bad():

    @dataclass
    class X:
        a: int = 1
        b: int


t(bad)


def bad2():

    @dataclass
    class X:
        a: list = []


t(bad2)


@dataclass
class D:
    c: C
    l: List[P]
    d: dict
    o: Optional[int] = None


d = D(C(), [P(1)], {'a': P(2)})
print(d)
print(asdict(d))
print(astuple(d))
print(replace(d, o=7).o)
t(lambda: replace(d, zz=1))
print(is_dataclass(d), is_dataclass(D), is_dataclass(3))
t(asdict, 3)
t(fields, 3)


@dataclass(kw_only=True)
class K:
    a: int
    b: int = 1


print(K(a=1))
t(K, 1)
t(K)


@dataclass
class M:
    a: int
    _: KW_ONLY
    b: int
    c: int = 5


print(M(1, b=2))
t(M, 1)
t(M, 1, 2)


@dataclass
class I:
    v: int
    s: InitVar[int] = 3
    n: int = field(init=False)
    r: int = field(default=9, repr=False, compare=False)
    cv: ClassVar[int] = 44

    def __post_init__(self, s):
        self.n = self.v * s


print(I(2), I(2, 5), I(2) == I(2, r=1), I.cv, I(1, r=8).r)


@dataclass(eq=False, repr=False)
class N:
    a: int


t(lambda: N(1) == N(1))
print(repr(N(1))[:18])


@dataclass(unsafe_hash=True)
class U:
    a: int
    b: int = field(hash=False, default=1)


print(hash(U(1)) == hash(U(1, 5)), U(1) == U(1, 5))


@dataclass
class R:
    n: int
    nxt: 'Optional[R]' = None

    def __repr__(self):
        return f'R{self.n}'


r = R(1, R(2))
r.nxt.nxt = r
print(r)


@dataclass
class S:
    me: object = None


s = S()
s.me = s
print(s)


@dataclass
class E:
    pass


print(E(), E() == E())
t(E, 1)


@dataclass
class W:
    """doc"""
    a: int

    def __eq__(self, o):
        return True


print(W(1) == 3, W.__doc__, P.__doc__)


@dataclass(slots=False, match_args=True)
class Q:
    a: int
    b: int


print(Q.__match_args__, Q(1, 2).__dict__, vars(Q(1, 2)) if False else '')


@dataclass
class H:
    a: int = field(metadata={'u': 1}, default=0)


print(fields(H)[0].metadata['u'])


class Base:

    def __init__(self):
        self.z = 1


@dataclass
class Sub(Base):
    a: int


print(Sub(1), hasattr(Sub(1), 'z'))


@dataclass
class G:
    name: str

    @property
    def up(self):
        return self.name.upper()

    @classmethod
    def make(cls, n):
        return cls(n)

    @staticmethod
    def st():
        return 5


print(G.make('a').up, G.st())


def outer():

    @dataclass
    class Local:
        a: int
    return Local(1)


print(outer())


@dataclass(order=True)
class T:
    p: int
    item: str = field(compare=False)


import heapq
h = [T(2, 'b'), T(1, 'z')]
heapq.heapify(h)
print(heapq.heappop(h))
