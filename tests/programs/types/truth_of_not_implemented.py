class Money:
    def __init__(self, n):
        self.n = n

    def __add__(self, other):
        if isinstance(other, Money):
            return Money(self.n + other.n)
        if isinstance(other, int):
            return Money(self.n + other)
        return NotImplemented

    __radd__ = __add__

    def __eq__(self, other):
        return self.n == other.n if isinstance(other, Money) else NotImplemented

    def __lt__(self, other):
        return self.n < other.n if isinstance(other, Money) else NotImplemented

    def __repr__(self):
        return f"Money({self.n})"

    def __mul__(self, k):
        return NotImplemented


m = Money(5)
print(m + Money(1), m + 2, 3 + m, sum([m, m]), m == Money(5), m == 5, m != 5, Money(1) < m, m > Money(1), sorted([m, Money(2)]))
for action in (lambda: m + "a", lambda: "a" + m, lambda: m * 2, lambda: 2 * m, lambda: m < 5, lambda: 5 < m, lambda: m <= m, lambda: m - m, lambda: m.__add__("x"), lambda: sorted([m, 1])):
    try:
        print(action())
    except TypeError as error:
        print(error)
print(NotImplemented, type(NotImplemented).__name__, repr(NotImplemented))
