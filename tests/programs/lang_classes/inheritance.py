class Base:
    kind = "base"

    def __init__(self, name):
        self.name = name

    def describe(self):
        return f"{self.kind} {self.name}"

    def call(self):
        return "Base.call"


class Middle(Base):
    kind = "middle"

    def call(self):
        return "Middle > " + super().call()


class Leaf(Middle):
    def __init__(self, name, extra):
        super().__init__(name)
        self.extra = extra

    def describe(self):
        return super().describe() + f" {self.extra}"

    def call(self):
        return "Leaf > " + super(Leaf, self).call()


leaf = Leaf("n", 1)
print(leaf.describe(), leaf.call(), Middle("m").describe())
print(Leaf.__mro__, Leaf.__bases__, Leaf.__base__)
print(isinstance(leaf, Base), issubclass(Leaf, Base), issubclass(Base, Leaf), isinstance(leaf, (int, Middle)))
print(type(leaf) is Leaf, type(leaf).__name__, leaf.__class__.__qualname__)
Base.kind = "changed"
print(Base("b").describe(), leaf.kind)
leaf.kind = "own"
print(leaf.kind, Leaf.kind, leaf.__dict__)
del leaf.kind
print(leaf.kind)
Base.added = lambda self: self.name * 2
print(leaf.added())
print([c.__name__ for c in Leaf.mro()])
