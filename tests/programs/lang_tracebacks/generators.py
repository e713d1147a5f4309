# test: stderr
def numbers():
    yield 1
    yield int("two")


def relay():
    yield from numbers()


total = sum(n for n in relay())
print(total)
