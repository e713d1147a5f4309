class Poly:
    def __init__(self, *c):
        self.c = list(c)
        while self.c and self.c[-1] == 0:
            self.c.pop()

    def __call__(self, x):
        result = 0
        for c in reversed(self.c):
            result = result * x + c
        return result

    def __add__(self, o):
        o = o if isinstance(o, Poly) else Poly(o)
        n = max(len(self.c), len(o.c))
        pad = lambda c: c + [0] * (n - len(c))
        return Poly(*(a + b for a, b in zip(pad(self.c), pad(o.c))))

    __radd__ = __add__

    def __mul__(self, o):
        if not isinstance(o, Poly):
            return Poly(*(a * o for a in self.c))
        out = [0] * (len(self.c) + len(o.c))
        for i, a in enumerate(self.c):
            for j, b in enumerate(o.c):
                out[i + j] += a * b
        return Poly(*out)

    __rmul__ = __mul__

    def __pow__(self, n):
        result = Poly(1)
        for _ in range(n):
            result *= self
        return result

    def __neg__(self):
        return self * -1

    def __sub__(self, o):
        return self + -o

    def __eq__(self, o):
        return isinstance(o, Poly) and self.c == o.c

    def __len__(self):
        return len(self.c)

    def __getitem__(self, i):
        return self.c[i] if i < len(self.c) else 0

    def derive(self):
        return Poly(*(i * c for i, c in enumerate(self.c) if i))

    def __repr__(self):
        terms = []
        for i, c in reversed(list(enumerate(self.c))):
            if c:
                sign = "-" if c < 0 else "+"
                body = f"{abs(c) if abs(c) != 1 or i == 0 else ''}{'x' if i else ''}{f'^{i}' if i > 1 else ''}"
                terms.append(f"{sign} {body}")
        text = " ".join(terms) or "0"
        return text[2:] if text.startswith("+") else "-" + text[2:] if text.startswith("-") else text


x = Poly(0, 1)
p = x**2 - 3 * x + 2
print(p, p(5), p.derive(), (x + 1) ** 4, -p, p * p, p == Poly(2, -3, 1), p != x, [p(i) for i in range(4)], Poly(), len(p), p[1], p[9])
print(5 + x, x + 5 + x, x * 0, sum([x, x, 1], Poly()), bool(Poly()), bool(x))


def newton(f, guess, steps=20):
    d = f.derive()
    for _ in range(steps):
        guess -= f(guess) / d(guess)
    return guess


print(f"{newton(x**2 + -2, 1.0):.12f}", [round(newton(p, g), 6) for g in (0.0, 5.0)])
