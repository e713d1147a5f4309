"""Operations on containers, drawn from a generator."""
seed = 99
def rnd(n):
    global seed
    seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
    return (seed >> 33) % n
def key():
    k = rnd(6)
    if k == 0: return rnd(30)
    if k == 1: return float(rnd(30))
    if k == 2: return 'k' + str(rnd(30))
    if k == 3: return (rnd(5), rnd(5))
    if k == 4: return b'%d' % rnd(3) if False else bytes([rnd(5)])
    return rnd(30) * 2**60
for rounds in range(4):
    d = {}
    for i in range(200):
        op = rnd(9)
        k = key()
        if op < 4: d[k] = i
        elif op == 4: print(d.pop(k, None), end=' ')
        elif op == 5: print(d.get(k), end=' ')
        elif op == 6: print(k in d, end=' ')
        elif op == 7 and d and rnd(4) == 0: print(d.popitem(), end=' ')
        elif op == 8: d.setdefault(k, -i)
    print(d)
    print(list(d.items())[::-1] == list(reversed(d.items())), dict(d) == d, d.copy() == d, {**d} == d, sorted(map(str, d)) == sorted(str(k) for k in d))
    e = {k: v for k, v in d.items() if rnd(2)}
    print(e == d, (d | e) == d, sorted(map(repr, d.keys() - e.keys())), sorted(map(repr, d.keys() & e.keys())), e.keys() <= d.keys(), e.items() <= d.items())
l = []
for i in range(250):
    op = rnd(16)
    a, b, s = rnd(30) - 10, rnd(30) - 10, rnd(7) - 3 or 1
    try:
        if op == 0: l.append(rnd(20))
        elif op == 1: l.insert(a, rnd(20))
        elif op == 2: print(l.pop(a))
        elif op == 3: l[a:b] = [rnd(20) for _ in range(rnd(5))]
        elif op == 4: del l[a:b:s]
        elif op == 5: l[a:b:s] = [rnd(9) for _ in range(rnd(4))]
        elif op == 6: print(l[a:b:s], l[::s])
        elif op == 7: l.remove(rnd(20))
        elif op == 8: print(l.index(rnd(20), a, b))
        elif op == 9: l.reverse()
        elif op == 10: l.sort(key=lambda x: x % 7, reverse=rnd(2) == 1)
        elif op == 11: l += [rnd(20) for _ in range(3)]
        elif op == 12: l[a] = rnd(20)
        elif op == 13: del l[a]
        elif op == 14: print(tuple(l)[a:b:s], tuple(l) < tuple(l[::-1]), l.count(5), l == l[:], l > [5], 5 in l)
        elif op == 15: l.extend(range(rnd(3)))
    except Exception as e:
        print(type(e).__name__, e)
    if len(l) > 40: l.clear()
    print(l)
for i in range(12):
    n = rnd(300)
    m = rnd(300) + 1
    x = [(rnd(m), j) for j in range(n)]
    if rnd(3) == 0: x.sort()
    if rnd(3) == 0: x[n // 2:] = x[n // 2:][::-1]
    y = sorted(x, key=lambda p: p[0])
    print(y == sorted(x, key=lambda p: (p[0], [q[1] for q in x].index(p[1]))) if n < 60 else 0, hash(tuple(y)), hash(tuple(sorted(x, reverse=True, key=lambda p: p[0]))), sorted(str(p) for p in x)[:3], sorted(p[0] / 3 for p in x)[:3], max(x, default=0), min(x, default=0))
class C:
    def __init__(self, v): self.v = v
    def __lt__(self, o):
        global n
        n += 1
        return self.v < o.v
for size in (10, 100, 1000):
    n = 0
    z = sorted([C(rnd(1000)) for _ in range(size)])
    print([c.v for c in z] == sorted(c.v for c in z))
