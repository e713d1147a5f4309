def forever(n):
    return forever(n + 1)


try:
    forever(0)
except RecursionError as error:
    print(error)


class Loop:
    def __repr__(self):
        return repr(self)

    def __eq__(self, other):
        return self == other

    def __getattr__(self, name):
        return self.other


try:
    repr(Loop())
except RecursionError as error:
    print(type(error).__name__)
try:
    Loop() == Loop()
except RecursionError as error:
    print(type(error).__name__)
try:
    Loop().x
except RecursionError as error:
    print(type(error).__name__)
a = []
a.append(a)
print(a)
d = {}
d["self"] = d
print(d)
t = ([],)
t[0].append(t)
print(t)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


print(depth(900))
try:
    depth(2000)
except RecursionError:
    print("too deep")
nested = []
for _ in range(500):
    nested = [nested]
print(len(repr(nested)))


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


print(even(500))
