def attempt(f):
    try:
        print(f())
    except NameError as error:
        print(type(error).__name__, error)


def local_before():
    print(x)
    x = 1


def deleted():
    y = 1
    del y
    return y


def delete_twice():
    y = 1
    del y
    del y


def free():
    def inner():
        return z

    if False:
        z = 1
    return inner()


def missing():
    return no_such_name


def loop_variable():
    for i in []:
        pass
    return i


def handler_variable():
    try:
        raise ValueError
    except ValueError as e:
        pass
    return e


for f in (local_before, deleted, delete_twice, free, missing, loop_variable, handler_variable):
    attempt(f)
try:
    del undefined_global
except NameError as error:
    print(error)
a = 1
del a
try:
    a
except NameError as error:
    print(error)
