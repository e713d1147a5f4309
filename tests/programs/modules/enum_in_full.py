# Enumerations: members, aliases, mixins, what is done with the class itself.
from enum import Enum, IntEnum, StrEnum, auto, unique


class C(Enum):
    R = 1
    G = 2
    A = 1


class S(str, Enum):
    X = 'x'
    Y = 'y'


class I(IntEnum):
    P = 1
    Q = 2


class SS(StrEnum):
    M = auto()
    N = 'n'


class T(Enum):
    EARTH = (1, 2)
    MARS = (3, 4)

    def __init__(self, a, b):
        self.a = a
        self.b = b

    @property
    def sum(self):
        return self.a + self.b

    @classmethod
    def default(cls):
        return cls.MARS

    def __str__(self):
        return f'T:{self.name}'


class II(int, Enum):
    K = 5


def t(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


for f in [lambda: C.R, lambda: str(C.R), lambda: f'{C.R:>10}|{C.R}', lambda: C(1), lambda: C(3), lambda: C['G'], lambda: C['Z'], lambda: C.A is C.R, lambda: list(C), lambda: len(C), lambda: list(C.__members__.items()), lambda: C, lambda: C.R.name, lambda: C.R.value, lambda: C.R == 1, lambda: C.R in C, lambda: 1 in C, lambda: 'x' in S, lambda: S.X, lambda: str(S.X), lambda: f'{S.X}', lambda: S.X == 'x', lambda: S.X + 'z', lambda: S('y'), lambda: {S.X: 1}['x'], lambda: I.P + 1, lambda: str(I.P), lambda: f'{I.P}', lambda: I.P < I.Q, lambda: sorted([I.Q, I.P]), lambda: I(2), lambda: SS.M, lambda: str(SS.M), lambda: SS.N.value, lambda: T.EARTH, lambda: str(T.EARTH), lambda: T.EARTH.sum, lambda: T.default(), lambda: T((3, 4)), lambda: T(5), lambda: II.K, lambda: str(II.K), lambda: f'{II.K}', lambda: II.K + 1, lambda: Enum('F', 'A B C'), lambda: list(Enum('F', ['A', 'B'])), lambda: list(Enum('F', {'A': 5})), lambda: IntEnum('F', 'A,B').A, lambda: C.R.R, lambda: C.R.G, lambda: hash(C.R) == hash('R'), lambda: C.R < C.G, lambda: isinstance(C.R, C), lambda: type(C.R), lambda: bool(C.R), lambda: C(), lambda: C(1, 2), lambda: list(reversed(C)), lambda: C.Z, lambda: C.R.zz, lambda: C('1'), lambda: S(5), lambda: I(7), lambda: C(C.R), lambda: C.R is not C.G, lambda: {C.R: 'a'}[C(1)], lambda: S.X.upper(), lambda: repr(S), lambda: '%s %r %d' % (I.P, I.P, I.P), lambda: '%s' % S.X, lambda: I.P == 1, lambda: II(5), lambda: [m.value for m in T], lambda: C.R != C.G, lambda: C.__name__, lambda: issubclass(C, Enum), lambda: callable(C), lambda: 5 in I, lambda: I.P in I, lambda: S.X.value.upper(), lambda: max(I), lambda: C.R.__class__, lambda: I.Q * 2, lambda: I.P | I.Q, lambda: type(I.P.value), lambda: type(S.X.value), lambda: type(I.P.name)]:
    t(f)


def g():
    C.R = 5


t(g)


def g():
    C.R.value = 5


t(g)


def g():
    C.R.name = 'x'


t(g)


def g():
    del C.R


t(g)


def g():
    C.new = 5
    return C.new


t(g)


def g():
    C.R.extra = 5
    return C.R.extra


t(g)


def g():

    class D(C):
        pass


t(g)


def g():

    @unique
    class D(Enum):
        A = 1
        B = 1
        Q = 2
        Z = 2


t(g)


class B0(Enum):

    def hi(self):
        return 'hi ' + self.name


class B1(B0):
    A = auto()
    B = auto()
    C = 10
    D = auto()


t(lambda: [(m, m.hi()) for m in B1])


class M(Enum):
    A = 1

    @classmethod
    def _missing_(cls, v):
        return cls.A if v == 'a' else None


t(lambda: M('a'))
t(lambda: M('b'))


class N(Enum):

    def _generate_next_value_(name, start, count, last):
        return name.lower()
    A = auto()
    B = auto()


t(lambda: list(N))


class O(Enum):
    _x = 1
    __y = 2
    A = 3
    lam = lambda self: 4


t(lambda: list(O))


class L(Enum):
    A = [1]
    B = {}


t(lambda: L([1]))


class Ord(Enum):
    LOW = 1
    HIGH = 2

    def __lt__(self, o):
        return self.value < o.value


t(lambda: sorted([Ord.HIGH, Ord.LOW]))
t(lambda: Ord.LOW < Ord.HIGH)


class Op(Enum):
    ADD = '+'

    def __call__(self, a, b):
        return a + b


t(lambda: Op.ADD(1, 2))
t(lambda: Op('+'))


class Pl(Enum):
    A = 1

    def describe(self):
        return (self.name, self.value)

    def __eq__(self, o):
        return self is o or self.value == o
    __hash__ = Enum.__hash__


t(lambda: Pl.A == 1)
t(lambda: Pl.A.describe())
t(lambda: {Pl.A: 1})
import json
t(lambda: json.dumps({'a': S.X, 'b': I.P}))
t(lambda: json.dumps(C.R))
t(lambda: C.R.__doc__)
t(lambda: [*C])
t(lambda: dict(a=C.R))
t(lambda: C.R is C['R'])
from enum import Flag


class P(Flag):
    R = auto()
    W = auto()
    X = auto()


for f in [lambda: P.R, lambda: P.R | P.W, lambda: str(P.R | P.X), lambda: P(3), lambda: P(0), lambda: bool(P(0)), lambda: P.R in P.R | P.W, lambda: list(P.R | P.X), lambda: ~P.R, lambda: P.R & P.W, lambda: P.R ^ P.R, lambda: list(P), lambda: len(P), lambda: P, lambda: (P.R | P.W).name, lambda: (P.R | P.W).value, lambda: P(9), lambda: len(P.R | P.W), lambda: P.R | 1, lambda: str(P(0)), lambda: P.R | P.W is P(3), lambda: P.X.value]:
    t(f)
