class Celsius:
    def __init__(self, degrees):
        self._degrees = degrees

    @property
    def degrees(self):
        """The degrees."""
        return self._degrees

    @degrees.setter
    def degrees(self, value):
        if value < -273:
            raise ValueError("too cold")
        self._degrees = value

    @degrees.deleter
    def degrees(self):
        print("deleting")
        self._degrees = None

    @property
    def read_only(self):
        return "fixed"

    fahrenheit = property(lambda self: self._degrees * 9 / 5 + 32)

    @property
    def broken(self):
        raise AttributeError("inside broken")


c = Celsius(10)
c.degrees = 20
print(c.degrees, c.fahrenheit, c.read_only)
for action in ("set", "del", "cold", "broken", "set lambda"):
    try:
        if action == "set":
            c.read_only = 1
        elif action == "del":
            del c.read_only
        elif action == "cold":
            c.degrees = -300
        elif action == "broken":
            c.broken
        else:
            c.fahrenheit = 1
    except (AttributeError, ValueError) as error:
        print(type(error).__name__, error)
del c.degrees
print(c.degrees, Celsius.degrees.__doc__, type(Celsius.degrees).__name__)
print(Celsius.degrees.fget(c), hasattr(c, "broken"), getattr(c, "broken", "default"))


class Kelvin(Celsius):
    @property
    def degrees(self):
        return super().degrees and super().degrees + 273


k = Kelvin(1)
print(k.degrees)
try:
    k.degrees = 5
except AttributeError as error:
    print(error)
k.__dict__["read_only"] = "shadow"
print(k.read_only)
