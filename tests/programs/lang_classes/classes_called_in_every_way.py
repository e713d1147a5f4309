"""C(...) with defaults, keywords, stars; from functions, coroutines and generators; and what goes wrong then."""
import asyncio


class Point:
    def __init__(self, x, y=2, *rest, z=3, **more):
        self.all = (x, y, rest, z, more)


class Wrong:
    def __init__(self):
        return 5


class Namespace:
    Point = Point


class Deep:
    def __init__(self, n, by=0):
        self.below = Deep(n + 1)


class Counted:
    living = 0

    def __init__(self, a=1):
        Counted.living += 1

    def __del__(self):
        Counted.living -= 1


def show(make):
    try:
        print(make().all)
    except Exception as error:
        print(type(error).__name__, error)


show(lambda: Point(1))
show(lambda: Point(1, z=4))
show(lambda: Point(1, 2, 3, 4, w=5))
show(lambda: Point())
show(lambda: Point(1, x=2))
show(lambda: Point(y=1))
show(lambda: Namespace.Point(1, z=4))
show(lambda: Namespace.Point(1))
show(lambda: Namespace.Point())
show(lambda: Namespace.Point(*[1, 2, 3], **{"z": 1}))
show(lambda: Wrong())


async def main():
    show(lambda: Point(1))
    print(Point(1, z=4).all, Namespace.Point(1, 5, 6).all, Namespace.Point(7).all)
    for make in (Point, Namespace.Point, Wrong):
        try:
            make()
        except TypeError as error:
            print(error)
    try:
        Namespace.Point(1, x=1)
    except TypeError as error:
        print(error)
    print(Point(await asyncio.sleep(1, "slept"), y=await asyncio.sleep(1, "again")).all)


def points():
    print(Namespace.Point(1, z=4).all)
    yield Point(3, y=1).all
    yield Namespace.Point(8).all


asyncio.run(main())
print(list(points()))
try:
    Deep(0)
except RecursionError as error:
    print(error)
for _ in range(3):
    Counted()
    kept = Counted(a=2)
    try:
        Counted(1, 2)
    except TypeError as error:
        print(error)
print(Counted.living)
