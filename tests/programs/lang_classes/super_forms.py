class A:
    def f(self):
        return "A.f"

    @classmethod
    def make(cls):
        return f"A.make({cls.__name__})"

    @property
    def value(self):
        return 1

    @staticmethod
    def s():
        return "A.s"


class B(A):
    def f(self):
        inner = lambda: super(B, self).f()
        return "B.f " + super().f() + " " + inner()

    @classmethod
    def make(cls):
        return "B " + super().make()

    @property
    def value(self):
        return super().value + 10

    def in_comprehension(self):
        return [super(B, self).f() for _ in range(2)]

    def nested(self):
        def g():
            return __class__.__name__

        return g()

    def parts(self):
        return super().s(), super().__init__ is not None


b = B()
print(b.f(), B.make(), b.value, b.in_comprehension(), b.nested(), b.parts())
print(super(B, b).f(), super(B, B).make())
for attempt in (lambda: super(B, b).missing, lambda: super(B, A()).f, lambda: super(1, b), lambda: super(B, 5)):
    try:
        print(attempt())
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)


class C(A):
    def later(self):
        def inner():
            return super().f()

        try:
            return inner()
        except (TypeError, RuntimeError) as error:
            return type(error).__name__, str(error)

    def generator(self):
        yield super().f()


print(C().later(), list(C().generator()))
try:
    super()
except RuntimeError as error:
    print(error)
