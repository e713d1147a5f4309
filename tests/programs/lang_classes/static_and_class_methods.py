class Shape:
    count = 0

    @classmethod
    def create(cls, *args):
        cls.count += 1
        return cls.__name__, args

    @staticmethod
    def area(w, h=2):
        return w * h

    @classmethod
    @property
    def odd(cls):
        return cls.__name__

    def plain():
        return "plain"


class Square(Shape):
    pass


print(Shape.create(1), Square.create(2), Square().create(3))
print(Shape.count, Square.count)
print(Shape.area(3), Square().area(3, 3))
print(Shape.plain(), Shape.create.__func__ is Square.create.__func__, Square.create.__self__)
try:
    Shape().plain()
except TypeError as error:
    print(error)
print(type(Shape.__dict__["area"]).__name__, type(Shape.__dict__["create"]).__name__)
m = Square.create
print(m(5), m.__name__)
f = staticmethod(lambda x: x + 1)
print(f(2))
print(Shape.area.__name__, Shape.area.__qualname__)
