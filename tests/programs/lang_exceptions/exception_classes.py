for kind in (ArithmeticError, ZeroDivisionError, LookupError, KeyError, IndexError, OSError, TimeoutError,
             RuntimeError, NotImplementedError, RecursionError, StopIteration, UnicodeDecodeError, ConnectionError,
             ConnectionResetError, AssertionError, NameError, UnboundLocalError, SystemExit, GeneratorExit,
             KeyboardInterrupt, UserWarning, ImportError, ModuleNotFoundError, OverflowError, EOFError, MemoryError,
             ExceptionGroup, BaseExceptionGroup, FileNotFoundError, PermissionError, BrokenPipeError):
    print(kind.__name__, [c.__name__ for c in kind.__mro__[1:-1]])
print(IOError is OSError, EnvironmentError is OSError)
print(repr(ValueError()), repr(ValueError("a")), repr(ValueError("a", 1)), repr(KeyError("k")), repr(OSError(2, "x")))
print(str(ValueError()), str(ValueError("a")), str(ValueError("a", 1)), str(KeyError("k")), str(KeyError()), str(OSError(2, "gone")))
e = OSError(2, "No such file")
print(e.errno, e.strerror, e.args, type(e).__name__)
s = StopIteration(5)
print(s.value, StopIteration().value, SystemExit(3).code, SystemExit().code, SystemExit(1, 2).code)
print(ValueError("x") == ValueError("x"))
x = ValueError("x")
x.args = ("new", "args")
print(x, x.args)
x.extra = 1
print(x.extra, x.__dict__)


class Custom(Exception):
    """A custom error."""

    def __init__(self, message, code=7):
        super().__init__(message)
        self.code = code

    def __str__(self):
        return f"[{self.code}] {super().__str__()}"


c = Custom("m")
print(str(c), repr(c), c.args, c.code, Custom.__doc__)


class NoSuper(Exception):
    def __init__(self, a, b):
        self.a = a


print(repr(NoSuper(1, 2)), str(NoSuper(1, 2)), NoSuper(1, 2).args)


class Keyword(Exception):
    def __init__(self, *, reason):
        super().__init__(reason)


print(repr(Keyword(reason="r")))
try:
    ValueError(x=1)
except TypeError as error:
    print(error)
print(isinstance(TimeoutError(), OSError), issubclass(KeyError, LookupError))
