# test: stderr
def inner():
    raise KeyError("k")


def outer():
    try:
        inner()
    except KeyError:
        raise


def saved():
    try:
        outer()
    except KeyError as error:
        keep = error
    raise keep


saved()
