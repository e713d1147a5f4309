"""Several bases of which some are the library's: abstract and generic classes, enums, threads, tuples."""
from abc import ABC, abstractmethod
from typing import Generic, TypeVar, Protocol, NamedTuple
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto
import threading, functools, collections
T = TypeVar('T'); K = TypeVar('K')
class Repo(ABC, Generic[T]):
    @abstractmethod
    def get(self, i: int) -> T: ...
class Logged:
    def log(self, m): print(f'[{type(self).__name__}] {m}')
class Mem(Logged, Repo[int]):
    def __init__(self): self.d = {}
    def get(self, i): self.log(i); return self.d.get(i)
print(Mem().get(3))
class Half(Logged, Repo[str]): pass
try: Half()
except TypeError as e: print(e)
try: Repo()
except TypeError as e: print(e)
class Stack(Generic[T]): pass
class Sub(Generic[K], Stack[int]): pass
class Sub2(Stack[int], Generic[K]): pass
print([c.__name__ for c in Sub.__mro__], [c.__name__ for c in Sub2.__mro__])
class Draw(Protocol):
    def draw(self): ...
class Base: pass
class Shape(Base, Draw):
    def draw(self): return 'drawn'
print(Shape().draw())
class DA(ABC, dict):
    @abstractmethod
    def f(self): ...
class DB(DA):
    def f(self): return len(self)
print(DB(a=1), DB(a=1).f())
try: DA()
except TypeError as e: print(e)
@dataclass
class HasId: id: int = 0
@dataclass
class HasName: name: str = 'n'
@dataclass
class Rec(HasName, HasId): extra: list = field(default_factory=list)
print(Rec(), Rec(1, 'x'), Rec(id=3) == Rec(id=3))
class Describe:
    def describe(self): return f'{self.name.lower()}={self.value}'
class Color(Describe, Enum): RED = 1; GREEN = 2
class Level(Describe, IntEnum): LOW = auto(); HIGH = auto()
print(Color.RED.describe(), list(Color), Level.HIGH.describe(), Level.HIGH > 1, Color(2))
class Str(str, Describe, Enum): A = 'a'
print(Str.A.describe(), Str.A == 'a', Str.A.upper())
class Worker(Logged, threading.Thread):
    def run(self): self.log('run')
w = Worker(); w.start(); w.join()
class Worker2(threading.Thread, Logged):
    def __init__(self, n): threading.Thread.__init__(self, name=n); self.n = n
    def run(self): self.log(self.name)
w = Worker2('w2'); w.start(); w.join()
try:
    class Bad(NamedTuple, Logged): x: int
except TypeError as e: print(e)
Pt = collections.namedtuple('Pt', 'x y')
class P(Logged, Pt):
    def norm(self): return self.x + self.y
print(P(1, 2), P(1, 2).norm(), P(1, 2) == (1, 2))
class Cache(collections.OrderedDict, Logged): pass
c = Cache(a=1); c.log('c'); print(c)
class Singleton:
    _i = {}
    def __new__(cls, *a, **k):
        if cls not in cls._i: cls._i[cls] = super().__new__(cls)
        return cls._i[cls]
class Conf(Singleton, Logged):
    def __init__(self, v=0): self.v = v
print(Conf(1) is Conf(2), Conf(3).v)
@functools.total_ordering
class Ver(Logged, Base):
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    def __lt__(self, o): return self.n < o.n
print(Ver(1) <= Ver(2), max(Ver(1), Ver(3)).n)
