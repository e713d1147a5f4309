"""What a match asks of its subject, in which order, and what goes wrong on the way."""
# test: stderr
class Seq:
    def __len__(self): return 2
    def __getitem__(self, i): return i
class L(list):
    def __iter__(self): print('iter'); return super().__iter__()
    def __getitem__(self, i): print('item', i); return super().__getitem__(i)
    def __len__(self): print('len'); return super().__len__()
for v in (Seq(), L([1, 2, 3]), L()):
    match v:
        case [1, *_, 3]: print('ends')
        case [_, _, x]: print('third', x)
        case [*_]: print('any')
        case _: print('no')
class Eq:
    def __eq__(self, o): print('eq', o); return o == 3
match Eq():
    case 1 | 2: print('no')
    case [*_]: print('no')
    case 3: print('yes')
class D(dict):
    def get(self, k, d=None): print('get', k); return super().get(k, d)
    def __missing__(self, k): return 'missing'
match D(a=1, b=2):
    case {'zz': 1}: print('no')
    case {'a': 1, 'c': x}: print('no')
    case {'a': 1, 'b': x, **r}: print(x, r)
class P:
    @property
    def x(self): print('x'); return 1
    @property
    def bad(self): raise AttributeError('nope')
    @property
    def worse(self): raise ValueError('worse')
match P():
    case P(bad=1): print('no')
    case P(y=1): print('no')
    case P(x=2): print('no')
    case P(x=1, x2=3): print('no')
    case P(x=z): print('z', z)
def err(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
def e1():
    match P():
        case P(worse=1): pass
def e2():
    match P():
        case P(1): pass
def e3():
    match 5:
        case int(1, 2): pass
def e4():
    K = 5
    match 5:
        case K(): pass
class MA:
    __match_args__ = ['a']
class MB:
    __match_args__ = (1,)
class MC:
    __match_args__ = ('a', 'a'); a = 1
def e5():
    match MA():
        case MA(1): pass
def e6():
    match MB():
        case MB(1): pass
def e7():
    match MC():
        case MC(1, 1): pass
def e8():
    match MC():
        case MC(1, a=1): pass
def e9():
    match undefined_name:
        case 1: pass
def e10():
    match 5:
        case undefined.x: pass
def e11():
    class Z: a = 1; b = 1
    match {1: 2}:
        case {Z.a: x, Z.b: y}: pass
def e12():
    match 1:
        case str(x): pass
    return x
def e13():
    match 1:
        case _ if 1 / 0: pass
for f in (e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13): err(f)
def tb(v):
    match v:
        case {'a': 1}:
            pass
        case int(1, 2):
            pass
tb(3)
