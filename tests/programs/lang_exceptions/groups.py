eg = ExceptionGroup("many", [ValueError(1), TypeError(2), ExceptionGroup("inner", [ValueError(3), KeyError("k")])])
print(eg, repr(eg), eg.message, eg.exceptions, eg.args)
match, rest = eg.split(ValueError)
print(match, match.exceptions)
print(rest, rest.exceptions)
print(eg.subgroup(KeyError), eg.subgroup(OSError))
print(eg.subgroup(lambda e: isinstance(e, TypeError)).exceptions)
print(eg.split((ValueError, KeyError))[1].exceptions)
print(eg.split(ExceptionGroup)[0] is eg, eg.split(OSError))
print(len(ExceptionGroup("one", [ValueError()]).exceptions), str(ExceptionGroup("one", [ValueError()])))
for arguments in ((), ("m",), ("m", []), ("m", 5), (5, [ValueError()]), ("m", [5]), ("m", [ValueError]),
                  ("m", [KeyboardInterrupt()])):
    try:
        print(repr(ExceptionGroup(*arguments)))
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
print(type(BaseExceptionGroup("b", [ValueError()])).__name__, type(BaseExceptionGroup("b", [KeyboardInterrupt()])).__name__)


class Mine(ExceptionGroup):
    def derive(self, exceptions):
        return Mine(self.message + " derived", exceptions)


m = Mine("mine", [ValueError(1), KeyError(2)])
a, b = m.split(ValueError)
print(repr(a), repr(b))
m.add_note("note")
print(m.subgroup(ValueError).__notes__)
print(isinstance(eg, Exception), isinstance(BaseExceptionGroup("b", [KeyboardInterrupt()]), Exception))
