class Shape:
    def area(self):
        raise NotImplementedError(f"{type(self).__name__} has no area")

    def __lt__(self, other):
        return self.area() < other.area()

    def __str__(self):
        return f"{type(self).__name__.lower()} of {self.area():.2f}"


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side**2


class Circle(Shape):
    def __init__(self, radius):
        self.radius = radius

    def area(self):
        return 3.14159 * self.radius**2


class Blob(Shape):
    pass


shapes = [Circle(1), Square(3), Square(1), Circle(2)]
print(*sorted(shapes), sep="; ")
print(max(shapes), min(shapes), sum(s.area() for s in shapes))
try:
    print(Blob())
except NotImplementedError as error:
    print(error)


class Template:
    def run(self):
        return [self.before(), *self.steps(), self.after()]

    def before(self):
        return "before"

    def after(self):
        return "after"

    def steps(self):
        yield from ()


class Job(Template):
    def steps(self):
        yield "one"
        yield from ["two", super().before()]

    def after(self):
        return super().after().upper()


print(Template().run(), Job().run())


class Registry:
    kinds = {}

    def __init_subclass__(cls):
        cls.kinds[cls.__name__.lower()] = cls

    @classmethod
    def make(cls, kind, *args):
        return cls.kinds[kind](*args)


class Dog(Registry):
    def __init__(self, name="rex"):
        self.name = name


class Cat(Registry):
    name = "tom"


print(Registry.make("dog", "fido").name, Registry.make("cat").name, list(Registry.kinds), Registry.kinds["dog"] is Dog)
