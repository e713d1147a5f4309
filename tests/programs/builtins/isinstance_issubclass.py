class A:
    pass


class B(A):
    pass


print(isinstance(B(), A), isinstance(A(), B), isinstance(1, int), isinstance(True, int), isinstance(1, bool), isinstance(1.0, (int, float)))
print(issubclass(B, A), issubclass(A, (int, A)), issubclass(bool, int), issubclass(A, object), isinstance(A, type), isinstance(None, object))
print(isinstance("a", str | int), issubclass(B, A | int), isinstance(None, int | None))
print(callable(print), callable(A), callable(A()), callable(lambda: 0), callable(1), callable("x".upper))
print(id(A) == id(A), id([]) != id({}) or True, isinstance(id(5), int))
print(hasattr(A, "x"), getattr(A, "x", 1), hasattr("", "upper"), hasattr([], "__len__"), hasattr(5, "__iter__"), hasattr({}, "__getitem__"))
print(vars(A()) , type(vars(A())).__name__)
b = B()
b.z = 1
vars(b)["y"] = 2
print(b.y, b.__dict__)
for action in (lambda: isinstance(), lambda: issubclass(A()), lambda: issubclass(A(), A), lambda: callable(), lambda: hasattr(1), lambda: getattr(A),
               lambda: getattr(A, 1), lambda: hash(), lambda: vars(5), lambda: delattr(A, "x"), lambda: id()):
    try:
        print(action())
    except (TypeError, AttributeError) as error:
        print(error)
