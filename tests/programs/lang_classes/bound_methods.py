class A:
    def __init__(self, n):
        self.n = n

    def get(self):
        return self.n

    def __eq__(self, o):
        return True

    __hash__ = None


a = A(1)
m = a.get
a.n = 2
print(m(), m.__self__ is a, m.__func__ is A.get, m.__name__)
print(a.get == a.get, a.get is a.get, A.get is A.get, a.get == A.get)
a.get = lambda: "instance attribute"
print(a.get(), A.get(a))
append = [].append
print(append.__name__, append(1), append.__self__)
print(list(map(str.upper, "ab")), str.join("-", ["a", "b"]))
for action in (lambda: str.upper(), lambda: str.upper(1), lambda: list.append([], 1, 2), lambda: list.append(),
               lambda: [].append(), lambda: "a".upper(1), lambda: A.get(), lambda: dict.get({}), lambda: int.bit_length("x")):
    try:
        print(action())
    except TypeError as error:
        print(error)


class Late:
    pass


def method(self, x):
    return self, x


Late.m = method
late = Late()
print(late.m(1) == (late, 1))
late.f = method
try:
    late.f(1)
except TypeError as error:
    print(error)
