class Singleton:
    instance = None

    def __new__(cls, *args):
        if cls.instance is None:
            print("creating")
            cls.instance = super().__new__(cls)
        return cls.instance

    def __init__(self, n=0):
        print("init", n)
        self.n = n


a, b = Singleton(1), Singleton(2)
print(a is b, a.n)


class Other:
    def __new__(cls):
        return "not an instance"

    def __init__(self):
        print("never called")


print(Other())


class Positive(int):
    def __new__(cls, n):
        return super().__new__(cls, abs(n))


print(Positive(-5), Positive(-5) + 1, type(Positive(3)).__name__, isinstance(Positive(1), int))


class Pair(tuple):
    def __new__(cls, a, b):
        return tuple.__new__(cls, (a, b))

    @property
    def left(self):
        return self[0]


p = Pair(1, 2)
print(p, p.left, len(p), p == (1, 2))


class Upper(str):
    def __new__(cls, text):
        return str.__new__(cls, text.upper())

    def shout(self):
        return self + "!"


print(Upper("abc"), Upper("abc").shout(), Upper("x") == "X")
