"""Lists, dicts and numbers that change while they are used."""
def t(name, f):
    try:
        print(name, f())
    except Exception as e:
        print(name, type(e).__name__, e)

# slices
l = list(range(10)); l[2:5] = ['a']; print(l)
l = list(range(10)); l[::2] = list('abcde'); print(l)
l = list(range(10)); del l[::3]; print(l)
l = list(range(10)); del l[::-3]; print(l)
l = list(range(10)); del l[2:4]; print(l)
l = list(range(10)); l[5:2] = [1, 2]; print(l)
l = list(range(3)); l[:] = l; print(l)
l = list(range(3)); l[1:1] = l; print(l)
l = [1]; l += (2, 3); l *= 2; print(l); l *= 0; print(l)
l = [1, 2]; l.extend(l); print(l)
l = [1, 2]; l += l; print(l)
l = [1, 2]; l.extend(x for x in l[:]); print(l)
def bad():
    l = [1, 2, 3]; l[::2] = [1]
t('ext', bad)
def bad():
    l = [1, 2, 3]; l[0:1] = 5
t('noniter', bad)
def bad():
    l = [1]; l[3] = 1
t('assign', bad)
def bad():
    l = [1]; del l[3]
t('del', bad)
def bad():
    t = (1,); t[0] = 1
t('tuple', bad)
def bad():
    s = 'a'; s[0] = 'b'
t('str', bad)
def bad():
    d = {}; del d['x']
t('deldict', bad)
l = [1, 2, 3, 4, 5]
l.insert(0, 'a'); l.insert(-1, 'b'); l.insert(100, 'c'); l.insert(-100, 'd'); print(l)
print(l.pop(), l.pop(0), l.pop(2), l); l.reverse(); print(l); l.remove('b'); print(l); l.clear(); print(l, l.copy())
# recursion
l = [1]; l.append(l); print(l)
d = {}; d['x'] = d; print(d, d.values(), d.items())
tt = ([],); tt[0].append(tt); print(tt)
# growing while iterating
l = [1]
for x in l:
    if len(l) < 5: l.append(x + 1)
print(l)
l = [1, 2, 3, 4]
for x in l: l.remove(x)
print(l)
it = iter([1, 2]); print(next(it), next(it), next(it, 'done'))
r = reversed([1, 2, 3]); print(next(r), list(r), list(r))
# dicts
d = {i: i * i for i in range(20)}
for i in range(0, 20, 2): del d[i]
print(d, len(d)); d[0] = 'new'; print(list(d), d.popitem(), d.popitem(), list(d))
def grow():
    d = {1: 1}
    for k in d: d[k + 1] = 1
t('grow', grow)
def shrink():
    d = {1: 1, 2: 2}
    for k in d: del d[k]
t('shrink', shrink)
def swap():
    d = {1: 1, 2: 2}
    for k, v in d.items(): d[k] = v + 1
    return d
t('swap', swap)
d = {}; print(d.setdefault('a', []), d.setdefault('a', 5), d.setdefault('b'), d)
d.update({'c': 1}, d=2); d.update([('e', 3)]); d.update(f=4); print(d)
d |= {'z': 0}; d |= [('y', 1)]; print(d)
print(d.pop('a'), d.pop('nope', None), d); v = d.keys(); d['new'] = 1; print(len(v), 'new' in v); d.clear(); print(d, v)
d = {1: 'a', 1.0: 'b', True: 'c'}; print(d)
d = {(1, 2): 3, 'k': None, None: 0, 2.5: 1}; print(d, d[(1, 2)], d[None])
big = {i: str(i) for i in range(1000)}; print(len(big), big[999], 1000 in big, sum(big.keys())); 
for i in range(1000):
    if i % 7: del big[i]
print(len(big), list(big)[:5], list(big.items())[-1])
class K:
    def __init__(self, v): self.v = v
    def __hash__(self): return self.v % 3
    def __eq__(self, o): return self.v == o.v
    def __repr__(self): return f'K{self.v}'
d = {K(i): i for i in range(12)}; print(d[K(7)], K(12) in d, len(d)); del d[K(3)]; print(d)
class B:
    def __hash__(self): return 1
    def __eq__(self, o): raise ValueError('boo')
def bad():
    return {B(): 1, B(): 2}
t('eqraise', bad)
t('eqlist', lambda: [B()] == [B()])
t('inlist', lambda: B() in [1, B()])
class M(dict):
    def __missing__(self, k): return k * 2
print(M()[4], M(a=1)['a'])
t('missing', lambda: M().get(3))
# sort
class P:
    def __init__(self, a, b): self.a, self.b = a, b
    def __lt__(self, o): return self.a < o.a
    def __repr__(self): return f'({self.a},{self.b})'
ps = [P(i * 7 % 5, i) for i in range(40)]
print(sorted(ps)); print(sorted(ps, reverse=True)); print(sorted(ps, key=lambda p: (p.a, -p.b))[:6])
n = 0
def cnt(x):
    global n
    n += 1
    return x
x = [(i * 7919) % 1009 for i in range(1009)]; print(sorted(x) == list(range(1009)), sorted(x, key=cnt, reverse=True)[:3], n)
def mod():
    l = [3, 2, 1]
    l.sort(key=lambda v: l.append(v) or v)
    return l
t('mod', mod)
l = [3, 1, 2]
def boom(v):
    if v == 2: raise KeyError(v)
    return v
try: l.sort(key=boom)
except KeyError as e: print('kept', l, e)
l = [2, 'a', 1]
try: l.sort()
except TypeError as e: print(sorted(map(str, l)), e)
# big ints
a = 1
for i in range(1, 60): a *= i
print(a, a // 10**50, a % 997, a.bit_length(), -a // 7, -a % 7, a - a, a * -1, hash(a), a == a + 0, a >> 100, (a << 3) // 8 == a)
s = 0
for i in range(3000000, 3000100): s += i * i * i * i
print(s); s -= 10**30; print(s)
for i in range(5): s += 10**30; print(s)
x = 2**63 - 1
x += 1; print(x); x -= 2; print(x); x = -2**62; x -= 1; print(x); x += 1; print(x, x == -2**62); x = 2**62; x += -1; print(x); x = 2**64; x += -2**62; print(x); x= 2**128; x += -1; print(x); x = -2**64; x -= 1; x += 5; print(x)
print(sum(i * i for i in range(1000)), 3 ** 200 % 10 ** 20, pow(3, 200, 10 ** 20), int('1' * 100) * int('9' * 100))
print([str(10 ** k) == '1' + '0' * k for k in (0, 18, 19, 20, 38, 100)], 10 ** 18 * 10, int(str(7 ** 300)) == 7 ** 300)
f = 1.1
for i in range(5): f = f * f; print(f)
s = ''
for i in range(1000): s += chr(65 + i % 26)
print(len(s), s[:10], s[-5:]); 
a = b = 'x'; a += 'y'; print(a, b)
print('%s %d' % ('a', 5), f'{3.14159:.2f}', '{:>5}|{:<5}|{:^5}'.format(1, 2, 3), '{a}'.format_map({'a': 1}))
for c in 'aé': print(c, end=' ')
print()
print(*map(str.upper, ['a', 'b']), 'abc'.__class__.__name__, str(b'ab', 'ascii'), sep=',')
try: b'\xff'.decode()
except UnicodeDecodeError as e: print(e.start, e.end, e.reason, e.encoding, e.object)
