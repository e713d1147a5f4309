def counter():
    n = 0

    def increase(by=1):
        nonlocal n
        n += by
        return n

    def peek():
        return n

    return increase, peek


up, look = counter()
up()
up(10)
print(look())
up2, look2 = counter()
print(look2(), look())


def late():
    def reads():
        return value

    value = "bound later"
    return reads()


print(late())


def three_deep():
    a = 1

    def middle():
        def deepest():
            nonlocal a
            a += 1
            return a

        return deepest

    return middle()(), a


print(three_deep())


def parameters(x):
    def change(y):
        nonlocal x
        x, y = y, x
        return y

    return change(5), x


print(parameters(3))
print(counter.__closure__, up.__closure__[0].cell_contents)
