def resource(name):
    try:
        print("open", name)
        yield 1
        yield 2
    except GeneratorExit:
        print("exit", name)
        raise
    finally:
        print("close", name)


g = resource("a")
next(g)
g.close()
print("closed")
g.close()
print(next(g, "nothing"))
g = resource("never started")
g.close()
g = resource("b")
next(g)
del g
print("dropped")
for x in resource("c"):
    break
print("after loop")


def uses():
    r = resource("d")
    next(r)
    return "value"


print(uses())
first, *_ = resource("e")


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        yield "no"


s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as error:
    print(error)


def swallows():
    try:
        yield 1
    except GeneratorExit:
        print("swallowed")


w = swallows()
next(w)
print(w.close())


def fails():
    try:
        yield 1
    finally:
        1 / 0


f = fails()
next(f)
try:
    f.close()
except ZeroDivisionError as error:
    print(error)
print(any(resource("f")))
g = resource("g")
next(g)
g = resource("h")
print("replaced")
next(g)
del g
print([next(resource("i"))])
print("end")
