class Point:
    def __init__(self, x, y=0):
        self.x, self.y = x, y

    def move(self, dx, dy):
        return self.x + dx, self.y + dy

    @classmethod
    def make(cls, n):
        return cls(n)

    @staticmethod
    def helper(a):
        return a

    def __call__(self, key, *, flag):
        return key, flag


def attempt(call):
    try:
        print(call())
    except TypeError as error:
        print(error)


point = Point(1)
attempt(lambda: Point())
attempt(lambda: Point(1, 2, 3))
attempt(lambda: Point(z=1))
attempt(lambda: point.move())
attempt(lambda: point.move(1))
attempt(lambda: point.move(1, 2, 3))
attempt(lambda: Point.move(point, 1, 2))
attempt(lambda: Point.move(1, 2))
attempt(lambda: Point.make())
attempt(lambda: Point.make(1, 2))
attempt(lambda: Point.helper())
attempt(lambda: point.helper(1, 2))
attempt(lambda: point())
attempt(lambda: point(1, True))
attempt(lambda: point(1, flag=2))
attempt(lambda: (lambda a: a)())
attempt(lambda: (lambda: 0)(1))
