"""None is a class for isinstance() and issubclass() within a union only."""

print(isinstance(None, int | None), isinstance(1, int | None), isinstance("", int | None))
print(isinstance(None, type(None)), issubclass(type(None), int | None))
for classes in (None, (None,), (int, None), (int | None, str)):
    for value in (None, 1):
        try:
            print(isinstance(value, classes))
        except TypeError as error:
            print(error)
try:
    print(issubclass(int, None))
except TypeError as error:
    print(error)
