# test: stderr
def logged(function):
    def wrapper(*args):
        return function(*args)

    return wrapper


@logged
@logged
def divide(a, b):
    return a / b


divide(1, 0)
