def gcd(a, b):
    while b:
        a, b = b, a % b
    return abs(a)


class Fraction:
    def __new__(cls, n, d=1):
        if d == 0:
            raise ZeroDivisionError(f"Fraction({n}, 0)")
        self = super().__new__(cls)
        g = gcd(n, d)
        self.n, self.d = (n // g, d // g) if d > 0 else (-n // g, -d // g)
        return self

    def _of(self, other):
        return other if isinstance(other, Fraction) else Fraction(other) if isinstance(other, int) else NotImplemented

    def __add__(self, other):
        other = self._of(other)
        return other if other is NotImplemented else Fraction(self.n * other.d + other.n * self.d, self.d * other.d)

    __radd__ = __add__

    def __mul__(self, other):
        other = self._of(other)
        return other if other is NotImplemented else Fraction(self.n * other.n, self.d * other.d)

    __rmul__ = __mul__

    def __truediv__(self, other):
        other = self._of(other)
        return self * Fraction(other.d, other.n)

    def __rtruediv__(self, other):
        return self._of(other) / self

    def __lt__(self, other):
        other = self._of(other)
        return self.n * other.d < other.n * self.d

    def __eq__(self, other):
        other = self._of(other)
        return other is not NotImplemented and (self.n, self.d) == (other.n, other.d)

    def __float__(self):
        return self.n / self.d

    def __round__(self, digits=0):
        return round(float(self), digits)

    def __str__(self):
        return f"{self.n}/{self.d}" if self.d != 1 else str(self.n)

    def __repr__(self):
        return f"Fraction({self.n}, {self.d})"


f = Fraction
print(f(1, 2) + f(1, 3), f(2, 4), f(3, -6), 1 + f(1, 2), f(1, 2) * 4, 1 / f(3, 4), f(1, 3) / 2, sum([f(1, n) for n in range(1, 11)]))
print(sorted([f(1, 2), f(1, 3), f(3, 4)]), f(1, 2) < 1, f(2, 4) == f(1, 2), f(1, 2) == "x", float(f(1, 8)), round(f(2, 3), 3), max(f(1, 2), f(2, 3)))
for action in (lambda: f(1, 0), lambda: f(1, 2) + 0.5, lambda: "x" + f(1, 2), lambda: 1 / f(0), lambda: hash(f(1, 2))):
    try:
        print(action())
    except (ZeroDivisionError, TypeError) as error:
        print(type(error).__name__, error)
