def collect(item, into=[]):
    into.append(item)
    return into


print(collect(1), collect(2), collect(3, []))
count = 0


def tick():
    global count
    count += 1
    return count


def stamped(n=tick(), *, m=tick()):
    return n, m


print(stamped(), stamped(), count)
print(collect.__defaults__, stamped.__kwdefaults__)
functions = [lambda i=i: i for i in range(3)]
print([f() for f in functions])
functions = [lambda: i for i in range(3)]
print([f() for f in functions])
x = 1


def uses(a=x):
    return a


x = 2
print(uses())
