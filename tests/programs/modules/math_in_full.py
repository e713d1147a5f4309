# Results and complaints of math.
import math


def t(f, *a, **k):
    try:
        print(getattr(f, '__name__', '?'), a, repr(f(*a, **k)))
    except Exception as e:
        print(getattr(f, '__name__', '?'), a, type(e).__name__, e)


print(math.pi, math.e, math.tau, math.inf, math.nan, -math.inf)
for f in (math.sqrt, math.exp, math.log, math.log2, math.log10, math.floor, math.ceil, math.trunc, math.factorial, math.isnan, math.isinf, math.isfinite, math.fabs, math.isqrt, math.degrees, math.radians, math.frexp, math.modf, math.acos, math.atanh, math.log1p, math.ulp):
    for x in (0, 1, 4, 2.5, -1, 1e+308, math.inf, math.nan, 'x', 10, True):
        t(f, x)
for x in (0.0, 0.5, 1.0, 3.0, -2.0):
    print([round(f(x), 12) for f in (math.sin, math.cos, math.tan, math.atan, math.sinh, math.cosh, math.tanh, math.erf, math.asinh, math.exp2, math.expm1, math.cbrt)])
t(math.pow, 2, 10)
t(math.pow, 0, -1)
t(math.pow, -8, 1 / 3)
t(math.pow, 10, 400)
t(math.pow, 2, 0.5)
t(math.gcd, 12, 18, 27)
t(math.gcd)
t(math.gcd, 2.5)
t(math.gcd, -4, 6)
t(math.lcm, 4, 6)
t(math.lcm, 0, 5)
t(math.factorial, 20)
t(math.factorial, 30)
t(math.factorial, 100)
t(math.factorial, 2.0)
t(math.isclose, 0.1 + 0.2, 0.3)
t(math.isclose, 1, 1.1, rel_tol=0.2)
t(math.isclose, 0, 1e-10)
t(math.isclose, 0, 1e-10, abs_tol=1e-09)
t(math.isclose, 1, 1, rel_tol=-1)
t(math.comb, 5, 2)
t(math.comb, 100, 50)
t(math.comb, 2, 5)
t(math.comb, -1, 2)
t(math.perm, 5, 2)
t(math.perm, 5)
t(math.perm, 5, -1)
t(math.log, 8, 2)
t(math.log, 10 ** 400)
t(math.log, 10 ** 400, 10)
t(math.log, 0)
t(math.log2, 2 ** 2000)
t(math.log10, 1000)
t(math.log, 5, 1)
t(math.hypot, 3, 4)
t(math.hypot, 1, 2, 3)
t(math.dist, (0, 0), (3, 4))
t(math.dist, (1,), (1, 2))
t(math.fsum, [0.1] * 10)
t(math.fsum, [1e+100, 1, -1e+100])
t(math.fsum, [math.inf, -math.inf])
t(math.prod, [1, 2, 3])
t(math.prod, [], start=5)
t(math.prod, [1.5, 2])
t(math.fmod, 7, 3)
t(math.fmod, -7, 3)
t(math.fmod, 1, 0)
t(math.remainder, 7, 4)
t(math.copysign, 1, -0.0)
t(math.ldexp, 0.5, 3)
t(math.ldexp, 1, 5000)
t(math.atan2, 1, -1)
t(math.nextafter, 1, 2)
t(math.floor, -0.5)
t(math.ceil, -0.5)
t(math.floor, 10 ** 20 + 0.5)
t(math.ceil, 1e+17)


class Rounds:

    def __floor__(self):
        return 'floor'

    def __ceil__(self):
        return 'ceil'

    def __trunc__(self):
        return 'trunc'

    def __float__(self):
        return 2.25


print(math.floor(Rounds()), math.ceil(Rounds()), math.trunc(Rounds()), math.sqrt(Rounds()))
t(math.sqrt)
t(math.sqrt, 1, 2)
t(math.isqrt, 10 ** 40)
t(math.isqrt, -1)
