def in_try():
    try:
        yield "try"
        1 / 0
    except ZeroDivisionError:
        yield "except"
    else:
        yield "else"
    finally:
        yield "finally"
    yield "after"


print(list(in_try()))


def in_with():
    class C:
        def __enter__(self):
            print("enter")
            return self

        def __exit__(self, *info):
            print("exit", info[0] and info[0].__name__)

    with C() as c:
        got = yield "in with"
        print("got", got)


g = in_with()
next(g)
try:
    g.send("value")
except StopIteration:
    pass
g = in_with()
next(g)
g.close()


def in_conditions():
    while (yield "while?"):
        print("looping")
    if (yield "if?"):
        print("yes")
    x = [(yield "item")] * 2
    print(x, {"k": (yield "dict value")})
    print((yield "arg"), f"{(yield 'f-string')}")
    return (yield "return")


g = in_conditions()
print(next(g))
for value in (True, False, 1, "i", "d", "a", "f"):
    print(g.send(value))
try:
    g.send("done")
except StopIteration as stop:
    print("result", stop.value)


def for_else():
    for i in range(2):
        received = yield i
        if received == "break":
            break
    else:
        yield "else ran"


print(list(for_else()))
g = for_else()
next(g)
print(list(iter(lambda: next(g, None), None)) if False else "ok")
try:
    g.send("break")
except StopIteration:
    print("stopped")
lam = lambda: (yield 5)
print(list(lam()))


class Body:
    def __iter__(self):
        for k in "xy":
            yield k, (yield)


print([v for v in Body()])
print([*in_try(), *map(str, for_else())])


def returns_in_finally():
    try:
        yield 1
    finally:
        return "swallowed"


r = returns_in_finally()
next(r)
try:
    r.throw(ValueError("lost"))
except StopIteration as stop:
    print(stop.value)
