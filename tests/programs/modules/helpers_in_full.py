# copy, heapq, bisect, operator, string and abc.
print(list.__hash__, dict.__hash__, type([]).__hash__ is None)


class A:

    def __eq__(self, o):
        return True


print(A.__hash__)
import abc
from abc import ABC, abstractmethod


class S(ABC):

    @abstractmethod
    def f(self):
        ...

    @property
    @abstractmethod
    def p(self):
        ...

    def g(self):
        return 1


class T(S):

    def __init__(self, n):
        self.n = n

    def f(self):
        return super().f()


class U(T):
    p = 5


def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except Exception as e:
        print(type(e).__name__, e)


t(S)
t(T, 1)
print(U(3).n, U(1).f(), U(2).g(), isinstance(U(1), S), issubclass(T, ABC))


class V(ABC):

    @abstractmethod
    async def run(self):
        ...


t(V)


class W(ABC):
    pass


print(type(W()).__name__)
t(W, 1)
import copy, heapq, bisect, operator, string


class P:

    def __init__(self):
        self.l = [1, [2]]
        self.me = self


p = P()
q = copy.copy(p)
r = copy.deepcopy(p)
print(q.l is p.l, r.l is p.l, r.l, r.me is r, copy.copy([1]), copy.deepcopy({'a': [1, (2, [3])]}), copy.copy((1,)), copy.deepcopy('x'))
l = [[1]]
m = copy.deepcopy(l)
m[0].append(2)
print(l, m)
x = []
x.append(x)
y = copy.deepcopy(x)
print(y[0] is y)
from collections import deque, Counter, namedtuple, OrderedDict, defaultdict
print(copy.copy(deque([1])), copy.deepcopy(deque([[1]], 3)), copy.copy(Counter('a')), copy.deepcopy(OrderedDict(a=[1])), copy.deepcopy(defaultdict(list, a=[1])))
from dataclasses import dataclass


@dataclass
class D:
    a: list


d = D([1])
e = copy.deepcopy(d)
e.a.append(2)
print(d, e)
print(copy.copy(d) == d)
h = [5, 2, 8, 1]
heapq.heapify(h)
print(h, heapq.heappop(h), heapq.heappushpop(h, 0), heapq.heapreplace(h, 9), h)
heapq.heappush(h, 3)
print(h, heapq.nlargest(2, h), heapq.nsmallest(2, h, key=lambda v: -v), list(heapq.merge([1, 4], [2, 3])))
t(heapq.heappop, [])
t(heapq.heappush, (), 1)
import random
random.seed(1)
h = []
for _ in range(50):
    heapq.heappush(h, random.randrange(100))
print(h, [heapq.heappop(h) for _ in range(50)])
print(bisect.bisect([1, 2, 2, 3], 2), bisect.bisect_left([1, 2, 2, 3], 2))
l = [1, 3]
bisect.insort(l, 2)
print(l)
print(sorted([(2, 'a'), (1, 'b')], key=operator.itemgetter(1)), operator.attrgetter('l')(p), operator.methodcaller('upper')('a'), operator.add(1, 2), operator.itemgetter(0, 1)('ab'), operator.mul(3, 4))
print(string.ascii_lowercase, string.digits, string.punctuation, string.capwords('a bc'))
