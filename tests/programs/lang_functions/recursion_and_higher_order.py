def compose(*fs):
    def composed(x):
        for f in reversed(fs):
            x = f(x)
        return x

    return composed


def curry(f, n):
    def take(*args):
        return f(*args) if len(args) >= n else lambda *more: take(*args, *more)

    return take


def partial(f, *args, **kw):
    return lambda *a, **k: f(*args, *a, **{**kw, **k})


def fold(f, items, start):
    for item in items:
        start = f(start, item)
    return start


def flatten(x):
    return [z for y in x for z in (flatten(y) if isinstance(y, (list, tuple)) else [y])]


def ackermann(m, n):
    return n + 1 if m == 0 else ackermann(m - 1, 1) if n == 0 else ackermann(m - 1, ackermann(m, n - 1))


print(compose(str, abs, lambda x: x - 5)(3), curry(lambda a, b, c: a + b + c, 3)(1)(2)(3), curry(max, 2)(1, 5))
print(partial(print, "a", sep="-")("b", end="!\n"), fold(lambda a, b: a * b, range(1, 6), 1), flatten([1, [2, (3, [4, []])]]))
print(ackermann(2, 3), (lambda f: f(f, 5))(lambda s, n: 1 if n == 0 else n * s(s, n - 1)))
Y = lambda f: (lambda x: x(x))(lambda y: f(lambda v: y(y)(v)))
print(Y(lambda fac: lambda n: 1 if n == 0 else n * fac(n - 1))(6))
print(list(map(lambda f: f(4), [lambda x: x + 1, lambda x: x * x, float, str])), [f.__name__ for f in (len, print, flatten)])
church = lambda n: lambda f: lambda x: x if n == 0 else f(church(n - 1)(f)(x))
print(church(5)(lambda x: x + 1)(0), sorted("bca", key=lambda c: -ord(c)), max([1, -5, 3], key=abs))


def apply_n(f, n):
    return f if n == 1 else lambda x: f(apply_n(f, n - 1)(x))


def power_set(s):
    return [[]] if not s else (rest := power_set(s[1:])) + [[s[0]] + r for r in rest]


print(apply_n(lambda x: x * 2, 10)(1), power_set([1, 2]), (lambda *a, **k: (len(a), sorted(k)))(1, 2, z=1, y=2))


def gcd(a, b):
    return a if not b else gcd(b, a % b)


def binary(n):
    return binary(n // 2) + str(n % 2) if n > 1 else str(n)


def palindrome(s):
    return len(s) < 2 or s[0] == s[-1] and palindrome(s[1:-1])


print(gcd(48, 36), binary(37), palindrome("racecar"), palindrome("ab"))
