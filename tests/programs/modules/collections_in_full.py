# deque, defaultdict, Counter, namedtuple, OrderedDict, ChainMap.
from collections import deque, defaultdict, Counter, namedtuple, OrderedDict, ChainMap


def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except Exception as e:
        print(type(e).__name__, e)


d = deque([1, 2, 3], maxlen=3)
d.append(4)
print(d, d.maxlen, len(d), d[0], d[-1], list(reversed(d)), 3 in d, bool(deque()))
d.appendleft(9)
print(d)
d.rotate()
print(d)
d.rotate(-2)
print(d)
d.extend('ab')
print(d)
d.extendleft('xy')
print(d, d.count('x'), d.index('y'))
d = deque(range(6))
d.rotate(2)
print(d)
d.insert(2, 'i')
print(d)
d.remove('i')
print(d)
del d[1]
print(d)
d[0] = 'z'
print(d)
d.reverse()
print(d, d.copy() == d, d == list(d), d < deque([9]))
t(d.index, 77)
t(d.remove, 77)
t(lambda: d[10])
t(lambda: d['a'])
t(deque().pop)
t(deque().popleft)
t(deque, 5)
t(deque, [], -1)
t(deque, [], 'a')
t(lambda: deque([1]) + [2])
t(lambda: deque([1]) + deque([2]))
t(lambda: deque([1, 2]) * 2)
t(lambda: hash(deque()))
t(lambda: deque([1], 1).insert(0, 2))
print(d.popleft(), d.pop(), d)
d.clear()
print(d)
x = deque()
x.append(x)
print(x)


def mutate():
    q = deque([1, 2, 3])
    for i in q:
        q.append(i)


t(mutate)
q = deque([1])
q += [2]
q *= 2
print(q, deque('abc') == deque('abc'), [*deque('ab')], str(deque()))
a, *b = deque([1, 2, 3])
print(a, b, sum(deque([1, 2])), sorted(deque([3, 1])), max(deque([3, 1])))


class D(deque):

    def __init__(self, n):
        super().__init__(range(n))
        self.n = n


print(D(3), D(3).n)
dd = defaultdict(list)
dd['a'].append(1)
dd['b']
print(dd, dict(dd), 'c' in dd, dd.get('c'), len(dd))
t(lambda: defaultdict(None)['x'])
t(defaultdict, 5)
print(defaultdict(int, a=1), defaultdict(int, {'x': 2}).copy())
c = defaultdict(lambda: defaultdict(int))
c['a']['b'] += 1
print(c['a']['b'], list(c))
for k, v in dd.items():
    print(k, v)
print(isinstance(dd, dict), dd == {'a': [1], 'b': []}, dd.default_factory, dd | {'z': 1})
c = Counter('abracadabra')
print(c, c['a'], c['zz'], c.most_common(2), c.most_common(), c.total(), sorted(c.elements()), len(c))
c.update('aaa')
c.subtract({'b': 5})
print(c, +c, -c)
print(Counter(a=3, b=1) + Counter(a=1), Counter(a=3, b=1) - Counter(a=1, b=4), Counter(a=3) & Counter(a=2), Counter(a=3) | Counter(b=2))
print(Counter(), Counter(['x']) == Counter(x=1, y=0), Counter(a=1) < Counter(a=2), Counter({'a': 5}).copy())
c = Counter(a=1)
c['b'] += 2
del c['q']
c += Counter(b=1)
print(c, dict(c), c.keys(), list(c.items()))
t(Counter.fromkeys, 'a')
print(Counter((i % 3 for i in range(10))))
P = namedtuple('P', 'x y')
p = P(1, y=2)
print(p, p.x, p[1], p._replace(x=5), p._asdict(), P._fields, P._make([3, 4]), p == (1, 2), len(p), isinstance(p, tuple), hash(p) == hash((1, 2)), P.__name__, P.__doc__, P)
t(P, 1)
t(P, 1, 2, 3)
t(P, 1, z=2)
t(P)
t(lambda: setattr(p, 'x', 1))
t(lambda: p.zz)
t(lambda: p._replace(q=1))
t(P._make, [1])
t(namedtuple, 'P', 'a a')
t(namedtuple, 'P', '_a')
t(namedtuple, 'P', 'class')
t(namedtuple, '1P', 'a')
x, y = p
print(x, y, [*p], p + (3,), p < P(1, 3), max([P(1, 2), P(2, 1)]), '%s %s' % p, f'{p}', {p: 1}[1, 2])
Q = namedtuple('Q', ['a', 'b', 'c'], defaults=[2, 3])
print(Q(1), Q(1, 5), Q._field_defaults)
t(Q)
print(namedtuple('R', 'a class a', rename=True)._fields)


class V(namedtuple('V', 'x y')):

    def norm(self):
        return self.x ** 2 + self.y ** 2

    @property
    def s(self):
        return self.x + self.y


v = V(3, 4)
print(v, v.norm(), v.s, type(v).__mro__[1].__name__)
print(namedtuple('E', [])())
o = OrderedDict([('a', 1), ('b', 2)])
o['c'] = 3
o.move_to_end('a')
print(o)
o.move_to_end('c', last=False)
print(o, o.popitem(), o.popitem(last=False), o)
t(OrderedDict().popitem)
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1) == {'a': 1}, OrderedDict(), list(reversed(OrderedDict(a=1, b=2))), OrderedDict(a=1).copy(), OrderedDict.fromkeys('ab', 0))
t(lambda: o.move_to_end('zz'))
m = ChainMap({'a': 1}, {'a': 2, 'b': 3})
print(m['a'], m['b'], dict(m), len(m), m, list(m))
m['c'] = 5
print(m.maps[0], m.new_child({'a': 9})['a'], m.parents, 'b' in m, m.get('q', 0))
t(lambda: m['q'])
import json
print(json.dumps({'p': p, 'd': dd, 'c': Counter('aab')}))
