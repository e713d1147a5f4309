print(hash(0), hash(1), hash(-1), hash(-2), hash(2**61 - 1), hash(2**61), hash(2**64), hash(-(2**100)), hash(True), hash(False))
print(hash(0.0), hash(1.0), hash(1.5), hash(-1.0), hash(1e10), hash(0.1), hash(float("inf")), hash(float("-inf")), hash(2.0**61), hash(1e-10))
print(hash(()), hash((1,)), hash((1, 2)), hash((1, (2, (3,)))), hash((0.5, 1)), hash((-1, -2)), hash(tuple(range(50))))
print(hash(frozenset()), hash(frozenset([1])), hash(frozenset([1, 2, 3])), hash(frozenset(range(100))))
print(hash(None) == hash(None), hash("a") == hash("a"), hash(b"a") == hash(b"a"), hash(1) == hash(1.0) == hash(True))
d = {1: "int", 1.0: "float", True: "bool", (1, 2): "t", frozenset([1]): "f", None: "n", "s": 1}
print(d, d[1], d[(1, 2)], d[frozenset([1])], len({1, 1.0, True}), {0: 1}[False], {2**70: 5}[2.0**70])
