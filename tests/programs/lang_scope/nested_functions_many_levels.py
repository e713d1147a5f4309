def level0(a, *args, b=1, **kwargs):
    c = a + b

    def level1(d=c):
        nonlocal c
        c += 1
        e = [c]

        class Inner:
            attr = c + d

            def method(self, f=a):
                return a, b, c, d, e, f, args, kwargs, self.attr

            values = [a for _ in range(2)] if False else None

        def level2():
            nonlocal c, e
            c *= 2
            e = e + [c]
            return lambda: (c, e, [c + x for x in args])

        return Inner().method, level2()

    return level1


l1 = level0(1, 2, 3, b=4, k=5)
m, f = l1()
print(m(), f())
m2, f2 = l1(0)
print(m(), f(), m2(), f2())


def make_counters():
    counters = {}
    for name in ("a", "b"):

        def count(name=name):
            counts[name] = counts.get(name, 0) + 1
            return f"{name}{counts[name]}"

        counters[name] = count
    counts = {}
    return counters


c = make_counters()
print(c["a"](), c["a"](), c["b"]())


def recursive_closure(n):
    def fact(k):
        return 1 if k == 0 else k * fact(k - 1)

    def even(k):
        return k == 0 or odd(k - 1)

    def odd(k):
        return k != 0 and even(k - 1)

    return fact(n), even(n), odd(n)


print(recursive_closure(5))


def shadowing(x):
    def x_of(x=x):
        x += 1

        def inner():
            nonlocal x
            x += 1
            return x

        return inner(), x

    return x_of(), x


print(shadowing(10))


def conditional(flag):
    if flag:
        value = "set"

    def read():
        return value

    try:
        return read()
    except NameError as error:
        return f"{type(error).__name__}: {error}"


print(conditional(True), conditional(False))


def deletes():
    x = 1

    def get():
        return x

    first = get()
    del x
    try:
        get()
    except NameError as error:
        return first, str(error)


print(deletes())
