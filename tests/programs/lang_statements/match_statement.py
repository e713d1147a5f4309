"""Where match is a statement and where a name; subjects, guards, scopes, loops and bodies of cases."""
match = {'case': 1}; case = 2; _ = 3
print(match, case, _, match['case'], match
  ['case'])
match[1] = 2
match: int = 5
print(match)
def match(x): return x
print(match(3))
match (4)
match -1 if 0 else None if 0 else 0:
    case 0: print('neg')
    case _: print('expr')
x = 1, 2
match x:
    case a, b: print(a, b)
match 1, 2:
    case (a, *b): print(a, b)
match *x, 3:
    case [*all]: print(all)
match (y := 5):
    case z if (w := z * 2) > 5: print(y, z, w)
match lambda: 0:
    case f: print(f())
match {'a': 1}:
    case {'a': int(n)} as whole: print(n, whole)
match [1, 2, 3]:
    case [a, b]: print('no')
    case [a, b, c] if a > b: print('no', a)
    case [c, *_]: print('star', c, a)
print(a, b, c)
match 'abc':
    case [*_]: print('no')
    case str(x): print(x)
for i in range(6):
    match i:
        case 0: continue
        case 1 | 2: print('small', i)
        case 4: break
        case n: print('n', n)
else: print('never')
def g(v):
    match v:
        case {'k': [1, {'z': [*xs]}]}: return xs
        case (1 | 2 | 3) as n, (4 | 5 as m): return n, m
        case [(a, b), (c, d)] | {'a': a, 'b': b, 'c': c, 'd': d}: return a, b, c, d
        case [[]] | [[_]]: return 'eb'
        case (((x))): return x
print(g({'k': [1, {'z': (1, 2)}]}), g((2, 5)), g([(1, 2), (3, 4)]), g(dict(d=4, c=3, b=2, a=1)), g([[]]), g([[5]]), g(7))
def gen():
    while True:
        match (yield):
            case 'stop': return 'done'
            case msg: print('got', msg)
q = gen(); next(q); q.send(1)
try: q.send('stop')
except StopIteration as e: print(e.value)
class K:
    match 5:
        case n: m = n
print(K.n, K.m)
def h(v):
    match v:
        case int(): pass
    return 'fell'
print(h('x'), h(1))
def nested(v):
    match v:
        case [op, *args]:
            match op:
                case 'add': return sum(args)
                case 'neg': return -args[0]
                case _: raise ValueError(f'unknown {op}')
try: print(nested(['add', 1, 2]), nested(['neg', 4])); nested(['zz'])
except ValueError as e: print(e)
def closure(v):
    match v:
        case [a, b]: return lambda: a + b
print(closure([1, 2])())
def glob(v):
    global GG
    match v:
        case {'g': GG}: return
glob({'g': 9}); print(GG)
match 1:
    case 1.0: print('1 == 1.0')
match True:
    case 1: print('True == 1')
match 0:
    case False: print('no')
    case -0: print('zero')
match 3:
    case 3 if False: print('no')
    case 3 if print('guard'): print('no')
    case 3: print('third')
