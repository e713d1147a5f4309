n = 0


def set_it():
    global n, fresh
    n = 5
    fresh = "made"


set_it()
print(n, fresh)


def nested():
    n = "local"

    def inner():
        global n
        n = "by inner"

    inner()
    return n


print(nested(), n)


def delete():
    global fresh
    del fresh


delete()
try:
    fresh
except NameError as error:
    print(error)


def comprehension():
    global n
    [n := k for k in range(4)]


comprehension()
print(n)
print(__name__)
len = lambda x: "mine"
print(len([1]))
del len
print(len([1]))
