# A generator that is dropped runs its finally at once; what goes wrong there is reported and ignored.
# test: stderr


def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("numbers closed")


def stubborn():
    try:
        yield 1
    except GeneratorExit:
        print("stubborn goes on")
        yield 2


def outer():
    try:
        yield from numbers()
    finally:
        print("outer closed")


for number in numbers():
    print(number)
    break
print("after the loop")
generator = outer()
print(next(generator))
del generator
print("after del")
generator = stubborn()
next(generator)
try:
    generator.close()
except RuntimeError as error:
    print(error)


def running():
    try:
        me.close()
    except ValueError as error:
        print(error)
    yield 1


me = running()
print(next(me))
never_begun = numbers()
del never_begun
print("end")
