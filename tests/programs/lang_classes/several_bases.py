"""Several bases: the order of attributes and of super(), layouts, and classes that cannot be."""
class A:
    def __init__(self, **kw): print('A'); super().__init__(**kw)
    def who(self): return 'A'
class B(A):
    def __init__(self, b=1, **kw): print('B', b); super().__init__(**kw)
    def who(self): return 'B>' + super().who()
class C(A):
    def __init__(self, c=2, **kw): print('C', c); super().__init__(**kw)
    def who(self): return 'C>' + super().who()
class D(B, C):
    def __init__(self, **kw): print('D'); super().__init__(**kw)
    def who(self): return 'D>' + super().who()
d = D(b=5, c=6); print(d.who(), D.__mro__, D.__bases__, D.__base__, [k.__name__ for k in D.mro()])
class X: pass
class Y: pass
class XY(X, Y): pass
class YX(Y, X): pass
def bad(f):
    try: f()
    except TypeError as e: print(e)
def b1():
    class Z(XY, YX): pass
def b2():
    class Z(X, X): pass
def b3():
    class Z(A, B): pass
def b4():
    class Z(int, str): pass
def b5():
    class Z(object, X): pass
def b6():
    class Z(bool, X): pass
def b7():
    class S1:
        __slots__ = ('a',)
    class S2:
        __slots__ = ('b',)
    class Z(S1, S2): pass
def b8():
    class Z(OSError, ImportError): pass
def b9():
    class Z(list, dict): pass
for f in (b1, b2, b3, b4, b5, b6, b7, b8, b9): bad(f)
class JsonMixin:
    def to_json(self): return {k: v for k, v in self.__dict__.items()}
class EqMixin:
    def __eq__(self, o): return type(self) is type(o) and self.__dict__ == o.__dict__
    def __hash__(self): return hash(tuple(sorted(self.__dict__.items())))
class ReprMixin:
    def __repr__(self): return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in vars(self).items())})"
class User(JsonMixin, EqMixin, ReprMixin):
    def __init__(self, n): self.n = n
print(User(1), User(1) == User(1), {User(1): 2}[User(1)], User(2).to_json(), User(1) != User(2))
class LogDict(JsonMixin, dict):
    def __setitem__(self, k, v): print('set', k); super().__setitem__(k, v)
l = LogDict(a=1); l['b'] = 2; l.attr = 5; print(l, len(l), l.to_json(), isinstance(l, dict), l == {'a': 1, 'b': 2}, repr(l), 'a' in l, sorted(l))
class AppError(Exception):
    code = 500
    def __init__(self, msg, **kw): super().__init__(msg); self.kw = kw
class NotFound(AppError, KeyError, LookupError): code = 404
class Both(KeyError, AttributeError): pass
class Other(AttributeError, KeyError): pass
class Temp(AppError, ConnectionError): pass
class Coded:
    def describe(self): return f'{self.code}: {self}'
class Mixed(Coded, AppError): pass
for E in (NotFound, Both, Other, Temp, Mixed):
    try: raise E('boom')
    except (KeyError, AppError) as e: print(type(e).__name__, str(e), repr(e), e.args, isinstance(e, LookupError), getattr(e, 'code', None))
print(Mixed('m').describe(), NotFound.__mro__)
class Slotted:
    __slots__ = ('s',)
class Plain: pass
class SP(Plain, Slotted): pass
sp = SP(); sp.s = 1; sp.other = 2; print(sp.s, sp.other, sp.__dict__, SP.__base__)
class E1: __slots__ = ()
class ES(E1, Slotted): __slots__ = ('t',)
es = ES(); es.s = 1; es.t = 2; print(es.s, es.t)
try: es.u = 1
except AttributeError as e: print(e)
class Meta1:
    def __init_subclass__(cls, **kw): print('M1', cls.__name__, kw); super().__init_subclass__()
class Meta2:
    def __init_subclass__(cls, tag=None, **kw): print('M2', cls.__name__, tag); super().__init_subclass__(**kw)
class MM(Meta2, Meta1, tag='t'): pass
class P1:
    @property
    def v(self): return 'p1'
    @staticmethod
    def s(): return 's1'
    @classmethod
    def c(cls): return cls.__name__ + '1'
class P2:
    v = 'p2'
    def s(self): return 's2'
    x = 'x2'
class P12(P1, P2): pass
class P21(P2, P1): pass
print(P12().v, P12().s(), P12.c(), P12.x, P21().v, P21().s(), P21.c())
P2.late = 'late'; print(P12.late); P1.x = 'x1'; print(P12.x, P21.x)
print(issubclass(D, (int, C)), isinstance(d, A), super(B, d).who(), super(D, d).who(), D.who is B.who)
class Countable:
    n = 0
    def __new__(cls, *a, **k): cls.n += 1; return super().__new__(cls)
class Named:
    def __init__(self, name): self.name = name
class CN(Countable, Named): pass
CN('a'); print(CN('b').name, CN.n)
class It:
    def __iter__(self): return iter([1, 2])
class Ln:
    def __len__(self): return 7
    def __bool__(self): return False
    def __call__(self): return 'called'
    def __enter__(self): return 'in'
    def __exit__(self, *e): print('out')
class IL(It, Ln): pass
print(list(IL()), len(IL()), bool(IL()), IL()())
with IL() as w: print(w)
class T(str, Plain): pass
t = T('abc'); t.z = 1; print(t, t.upper(), t.z, len(t))
class LP(list, Plain): pass
lp = LP([1]); lp.z = 2; lp.append(3); print(lp, lp.z)
class OuterE(Exception, Plain): pass
print(repr(OuterE(1, 2)), OuterE.__mro__[-2])
