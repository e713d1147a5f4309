class Version:
    def __init__(self, *parts):
        self.parts = parts

    def __eq__(self, other):
        if not isinstance(other, Version):
            return NotImplemented
        return self.parts == other.parts

    def __lt__(self, other):
        print("lt", end=" ")
        return self.parts < other.parts

    def __repr__(self):
        return "v" + ".".join(map(str, self.parts))


a, b = Version(1, 2), Version(1, 10)
print(a == b, a != b, a == Version(1, 2), a == 5, a != 5)
print(a < b)
print(a > b)
print(sorted([b, a]), min(a, b), max(a, b))
for action in (lambda: a <= b, lambda: a >= b, lambda: hash(a), lambda: {a}, lambda: {a: 1}):
    try:
        print(action())
    except TypeError as error:
        print(error)


class All:
    def __lt__(self, o):
        return "lt"

    def __le__(self, o):
        return "le"

    def __gt__(self, o):
        return "gt"

    def __ge__(self, o):
        return "ge"

    def __eq__(self, o):
        return "eq"

    def __ne__(self, o):
        return "ne"


x = All()
print(x < 1, x <= 1, x > 1, x >= 1, x == 1, x != 1)
print(1 < x, 1 <= x, 1 > x, 1 >= x, 1 == x, 1 != x)
print(x in [5], [x] == [3], (1, x) < (1, 2), x is x)


class OnlyNe:
    def __ne__(self, o):
        return "called"


print(OnlyNe() != 1, OnlyNe() == 1)


class Never:
    def __eq__(self, o):
        return False

    def __hash__(self):
        return 1


n = Never()
print(n == n, n in [n], [n] == [n], n in {n}, [n].index(n), [n].count(n))
