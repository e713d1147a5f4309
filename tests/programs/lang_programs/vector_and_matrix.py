class Vector:
    def __init__(self, *parts):
        self.parts = parts

    def __repr__(self):
        return f"Vector{self.parts}"

    def __add__(self, other):
        return Vector(*(a + b for a, b in zip(self, other)))

    def __sub__(self, other):
        return self + -other

    def __neg__(self):
        return -1 * self

    def __mul__(self, k):
        if isinstance(k, Vector):
            return sum(a * b for a, b in zip(self, k))
        return Vector(*(a * k for a in self.parts))

    __rmul__ = __mul__

    def __iter__(self):
        return iter(self.parts)

    def __eq__(self, other):
        return tuple(self) == tuple(other)

    def __abs__(self):
        return sum(a * a for a in self) ** 0.5

    def __bool__(self):
        return any(self)

    def __getitem__(self, i):
        return self.parts[i]

    def __hash__(self):
        return hash(self.parts)


a, b = Vector(1, 2), Vector(3, -4)
print(a + b, a - b, a * 3, 3 * a, a * b, abs(b), -a, a == Vector(1, 2), a != b, bool(Vector(0, 0)), {a: 1}[Vector(1, 2)])
x, y = a
print(x, y, b[1], max(b), list(a), sum([a, b], Vector(0, 0)))


def multiply(p, q):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*q)] for row in p]


def power(m, n):
    result = [[int(i == j) for j in range(len(m))] for i in range(len(m))]
    while n:
        if n & 1:
            result = multiply(result, m)
        m = multiply(m, m)
        n >>= 1
    return result


def determinant(m):
    if len(m) == 1:
        return m[0][0]
    return sum((-1) ** c * m[0][c] * determinant([row[:c] + row[c + 1 :] for row in m[1:]]) for c in range(len(m)))


print(power([[1, 1], [1, 0]], 90)[0][1], determinant([[2, 0, 1], [1, 3, 2], [1, 1, 1]]), [list(r) for r in zip(*[[1, 2], [3, 4]])])
