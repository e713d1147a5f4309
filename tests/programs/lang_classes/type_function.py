class A:
    pass


a = A()
print(type(a) is A, type(A) is type, type(type) is type, type(1), type("").__name__)
print(isinstance(A, type), isinstance(True, int), issubclass(bool, int), isinstance(1, (str, (int, float))))
for action in (lambda: isinstance(1, 1), lambda: issubclass(1, int), lambda: issubclass(int, 1),
               lambda: isinstance(1, "int"), lambda: issubclass(int, (str, 5)), lambda: type(), lambda: type(1, 2)):
    try:
        print(action())
    except TypeError as error:
        print(error)
print(isinstance(None, type(None)), isinstance(1, int | str), isinstance("x", int | None))
print(int | str, int | None, list[int], dict[str, int], tuple[int, ...])
print(object.__name__, object.__base__, int.__mro__, bool.__bases__)
a.x = 1
print(getattr(a, "x"), getattr(a, "y", None), hasattr(a, "x"), hasattr(A, "x"))
setattr(a, "with space", 1)
print(a.__dict__)
delattr(a, "x")
print(a.__dict__)
for action in (lambda: getattr(a, "nope"), lambda: getattr(a, 5), lambda: setattr(5, "x", 1), lambda: (5).x,
               lambda: "".nope, lambda: [].nope, lambda: None.x, lambda: A.nope, lambda: int.nope, lambda: len.nope,
               lambda: (lambda: 0).nope, lambda: setattr(object(), "x", 1), lambda: setattr([], "x", 1),
               lambda: setattr(int, "x", 1), lambda: delattr(a, "zzz"), lambda: setattr(None, "x", 1)):
    try:
        print(action())
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)
a.__class__
B = type(a)
print(B() is not a)
