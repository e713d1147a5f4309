def average():
    total = count = 0
    value = None
    while True:
        received = yield value
        print("received", received)
        if received is None:
            return total
        total += received
        count += 1
        value = total / count


g = average()
print(next(g), g.send(10), g.send(20))
try:
    g.send(None)
except StopIteration as stop:
    print(stop.value)
try:
    average().send(5)
except TypeError as error:
    print(error)
g = average()
print(g.send(None))


def echo():
    x = yield
    while True:
        x = yield x * 2


e = echo()
next(e)
print(e.send(4), e.send("ab"))
e.close()
try:
    e.send(1)
except StopIteration as stop:
    print("stopped", stop.value)


def both():
    got = yield (yield 1)
    print("got", got)


b = both()
print(next(b), b.send("first"), next(b, "done"))


def expression():
    return [(yield 1), (yield 2)]


x = expression()
next(x)
x.send("a")
try:
    x.send("b")
except StopIteration as stop:
    print(stop.value)


def reentrant():
    yield next(me)


me = reentrant()
try:
    next(me)
except ValueError as error:
    print(error)
