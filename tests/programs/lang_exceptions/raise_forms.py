def attempt(f):
    try:
        f()
    except BaseException as error:
        print(type(error).__name__, error, error.args)


def by_class():
    raise ValueError


def by_instance():
    raise ValueError("a", 1)


def bare_outside():
    raise


def bare_inside():
    try:
        1 / 0
    except ZeroDivisionError:
        raise


def not_exception():
    raise 5


def not_exception_class():
    raise int


def a_string():
    raise "text"


def class_with_arguments():
    class E(Exception):
        def __init__(self, a):
            self.a = a

    raise E


def bare_in_function_called_from_handler():
    def again():
        raise

    try:
        [].pop()
    except IndexError:
        again()


def expression():
    raise (KeyError if True else ValueError)("chosen")


def none():
    raise None


for f in (by_class, by_instance, bare_outside, bare_inside, not_exception, not_exception_class, a_string,
          class_with_arguments, bare_in_function_called_from_handler, expression, none):
    attempt(f)
