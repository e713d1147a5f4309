import traceback


def inner(n):
    return 10 // n


def outer(n):
    try:
        inner(n)
    except ZeroDivisionError as error:
        raise ValueError("outer") from error


try:
    outer(0)
except ValueError:
    print(traceback.format_exc())
print(repr(traceback.format_exc()))
