"""One match statement with every kind of pattern, and what each subject makes of it."""
from dataclasses import dataclass
from enum import Enum
from collections import namedtuple, deque, OrderedDict, defaultdict, Counter, ChainMap
class Color(Enum): RED = 1; GREEN = 2
@dataclass
class Point: x: int; y: int
class Old:
    __match_args__ = ('a', 'b')
    def __init__(self, a, b, c=0): self.a, self.b, self.c = a, b, c
NT = namedtuple('NT', 'p q')
def f(v):
    match v:
        case 400: return 'bad request'
        case 401 | 403 | 404: return 'not allowed'
        case -1: return 'minus one'
        case 2.5: return 'float'
        case 'hello' 'world': return 'concat'
        case b'x': return 'bytes'
        case None: return 'none'
        case True: return 'true'
        case False: return 'false'
        case Color.RED: return 'red'
        case Color(): return f'color {v.name}'
        case Point(0, 0): return 'origin'
        case Point(x=0, y=y): return f'on y at {y}'
        case Point(x, y) if x == y: return f'diag {x}'
        case Point(x, y=7): return f'seven {x}'
        case Point(): return 'a point'
        case NT(p, q): return f'nt {p} {q}'
        case Old(1, b, c=c): return f'old {b} {c}'
        case Old(): return 'old'
        case []: return 'empty'
        case [x]: return f'one {x!r}'
        case ['go', ('north' | 'south' | 'east') as d]: return f'go {d}'
        case ['drop', *objs] if objs: return f'drop {objs}'
        case [1, [2, [*inner], 3], *_]: return f'nested {inner}'
        case ('a', _, 'c'): return 'a?c'
        case [first, *mid, last] if isinstance(first, str): return f'{first} {mid} {last}'
        case [_, _]: return 'two'
        case [int(a), str(b), float() as c]: return f'typed {a} {b} {c}'
        case [*_, 9]: return 'ends 9'
        case [x, y, *_]: return f'starts {x} {y}'
        case {}  if not v: return 'empty map'
        case {'type': 'click', 'pos': (x, y)}: return f'click {x},{y}'
        case {'type': 'key', 'key': k, **rest}: return f'key {k} {rest}'
        case {'text': str(s) | bytes(s)}: return f'text {s!r}'
        case {1: a, None: b}: return f'keys {a} {b}'
        case {'only': _}: return 'only'
        case dict(d): return f'dict {d}'
        case str() | int() as q: return f'str or int {q!r}'
        case float(x) if x > 1e3: return f'big {x}'
        case set() | frozenset(): return 'set'
        case type(): return 'a type'
        case other: return f'other {other!r}'
tests = [400, 403, -1, 2.5, 2, 'helloworld', b'x', None, True, False, 1, 0, Color.RED, Color.GREEN, Point(0, 0), Point(0, 5), Point(3, 3), Point(2, 7), Point(1, 2), NT(1, 2), Old(1, 2, 3), Old(2, 2), [], (), [5], ('x',), ['go', 'north'], ['go', 'up'], ['drop', 1, 2], ['drop'], [1, [2, [7, 8], 3], 4], [1, [2, [], 3]], ('a', 5, 'c'), ['s', 1, 2, 3], [1, 2], [1, 'b', 2.0], [1, 2, 9], [1, 2, 3], {}, {'type': 'click', 'pos': (1, 2)}, {'type': 'click', 'pos': [1, 2, 3]}, {'type': 'key', 'key': 'q', 'mod': 'ctrl'}, {'text': 't'}, {'text': b't'}, {'text': 5}, {1: 'a', None: 'b', 2: 'c'}, {'only': 1, 'x': 2}, OrderedDict(type='click', pos=[0, 0]), defaultdict(int), Counter('aab'), ChainMap({'only': 3}), deque([1, 2]), deque(), range(2), range(5), 'go', 99, 5e3, 1.5, set(), frozenset([1]), int, object, len, range(0), iter([]), 'ab']
for t in tests:
    r = f(t)
    print(str(t).split(' at ')[0], '->', r.split(' at ')[0])
