def attempt(f):
    try:
        f()
        print("ok")
    except AssertionError as error:
        print(repr(error), error.args)


def plain():
    assert 1 == 2


def message():
    assert [], "empty list"


def value():
    assert None, 42


def tuple_message():
    assert 0, (1, 2)


def passes():
    assert True, 1 / 0


for f in (plain, message, value, tuple_message, passes):
    attempt(f)
