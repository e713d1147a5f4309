for n in (3, 5, 9, 17, 33, 65):
    print(set(range(n, 0, -3)), {x * x % 31 for x in range(n)}, set(x * 1000 for x in range(n // 2)))
s = set()
for x in (10, 20, 5, 1000, -3, 7, 64, 128, 256, 31, 32, 33):
    s.add(x)
    print(s)
for x in (10, 1000, 64):
    s.discard(x)
s.add(42)
print(s, s | {99, 3}, s & set(range(40)), s - {5}, s ^ {5, 6}, list(s)[:3], sorted(s))
print({True, 0, 2}, {1.0, 2, 3}, {0.5, 1.5, 2}, {10**20, 5, 2**61 - 1, 2**61}, {-1, -2, -3, -4})
print(set([5, 1, 3]) == {1, 3, 5}, frozenset(range(10, 0, -1)), set(frozenset([9, 8, 1])))
t = {i for i in range(100) if i % 3 == 0}
t -= {i for i in range(50)}
print(t, len(t), min(t))
t.update(range(200, 210))
print(t)
print(set(range(10)) & {8, 3, 100, 1}, {8, 3, 100, 1}.intersection(range(50)), {8, 3, 1} | {24, 16}, {16, 24} | {8, 3, 1})
