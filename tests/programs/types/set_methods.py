a, b = {1, 2, 3}, {2, 3, 4}
print(a | b, a & b, a - b, a ^ b, a < b, {1} < a, a <= a, a > {1}, a == {3, 2, 1}, a.isdisjoint({9}), a.issubset(range(5)), a.issuperset([1]), 2 in a, len(a))
print(a.union([7], (8,)), a.intersection([1, 2], [2]), a.difference([1], [2]), a.symmetric_difference([1, 9]), a.copy() == a, a.copy() is a)
a.add(5)
a.add(5)
a.discard(99)
a.discard(1)
a.remove(2)
a.update([10, 11], {12})
print(a)
a.intersection_update([3, 5, 10])
a.difference_update([3])
a.symmetric_difference_update([5, 6])
print(a)
a |= {1}
a &= {1, 6}
a -= {6}
a ^= {1, 2}
print(a, a.pop(), a, set(), {1}, frozenset([1]), frozenset(), set("aab") == {"a", "b"})
print({i % 7 for i in range(50)}, set(range(20, 0, -1)), {100, 3, 17, 64, 8}, {-1, -2, 0}, {2**40, 1, 5}, sorted({"b", "a"}))
f = frozenset([1, 2])
print(f | {3}, {3} | f, type(f | {3}).__name__, type({3} | f).__name__, f == {1, 2}, hash(f) == hash(frozenset([2, 1])), {f: 1}[frozenset([2, 1])], f.copy() is f)
s = {1, 2, 3, 4, 5, 6, 7, 8, 9}
for x in (5, 3, 9):
    s.remove(x)
s.add(33)
s.add(17)
print(s, list(s), [x for x in s], s.pop(), s)
for action in (lambda: {1}.remove(5), lambda: set().pop(), lambda: {[]}, lambda: {1}.add([]), lambda: {1} + {2}, lambda: {1} | [2], lambda: set(5), lambda: {1} < [1], lambda: frozenset([1]).add, lambda: {1}[0], lambda: hash({1}), lambda: {{1}}, lambda: set(1, 2), lambda: {1}.update(5), lambda: {1}.add(), lambda: {1}.union(5), lambda: {1}.remove([])):
    try:
        print(action())
    except (TypeError, KeyError, AttributeError) as error:
        print(type(error).__name__, error)
