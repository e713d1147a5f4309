"""How long a function takes, on the clock of time.perf_counter(). Statements as text would need a compiler
at run time: they are refused."""

from time import perf_counter as default_timer

from _report import refuse


def _check(*statements):
    for statement in statements:
        if isinstance(statement, str) and statement != "pass":
            refuse("a statement as text", "give a function: timeit(lambda: ...)")
        if not isinstance(statement, str) and not callable(statement):
            raise ValueError("stmt is neither a string nor callable")


class Timer:
    __refused__ = ("print_exc",)

    def __init__(self, stmt="pass", setup="pass", timer=default_timer, globals=None):
        _check(stmt, setup)
        self._stmt = stmt
        self._setup = setup
        self.timer = timer

    def timeit(self, number=1000000):
        if callable(self._setup):
            self._setup()
        begin = self.timer()
        if callable(self._stmt):
            for _ in range(number):
                self._stmt()
        return self.timer() - begin

    def repeat(self, repeat=5, number=1000000):
        return [self.timeit(number) for _ in range(repeat)]

    def autorange(self, callback=None):
        scale = 1
        while True:
            for factor in (1, 2, 5):
                number = scale * factor
                taken = self.timeit(number)
                if callback:
                    callback(number, taken)
                if taken >= 0.2:
                    return number, taken
            scale *= 10


def timeit(stmt="pass", setup="pass", timer=default_timer, number=1000000, globals=None):
    return Timer(stmt, setup, timer, globals).timeit(number)


def repeat(stmt="pass", setup="pass", timer=default_timer, repeat=5, number=1000000, globals=None):
    return Timer(stmt, setup, timer, globals).repeat(repeat, number)
