i = "outside"
print([i for i in range(3)], i)
print({i: j for i in range(2) for j in range(2)}, i)
print([y := x * 2 for x in range(3)], y)


def f():
    total = 0
    values = [total := total + n for n in range(5)]
    return values, total


print(f())
print([[a + b for a in range(2)] for b in range(3)])
print([(a, b) for a in range(3) for b in range(a) if a + b > 1])
print(list(x for x in [1, 2, 3] if x % 2))
functions = [lambda: n for n in range(3)]
print([g() for g in functions])


def closure(m):
    return [lambda k: k + m + j for j in range(3)]


print([g(10) for g in closure(100)])
print(any((found := n) > 3 for n in range(10)), found)
try:
    [missing for _ in range(1)]
except NameError as error:
    print(error)
gen = (1 // n for n in [1, 0])
print(next(gen))
try:
    next(gen)
except ZeroDivisionError as error:
    print(error)
