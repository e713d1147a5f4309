class Base:
    def __init__(self):
        self._v = 1

    @property
    def v(self):
        return self._v

    @v.setter
    def v(self, value):
        print("Base set", value)
        self._v = value

    def _get(self):
        return "base get"

    late = property(lambda self: self._get())


class Child(Base):
    @Base.v.setter
    def v(self, value):
        print("Child set", value)
        Base.v.fset(self, value * 2)

    def _get(self):
        return "child get"


class Getter(Base):
    @Base.v.getter
    def v(self):
        return f"<{super().v}>"


c, g = Child(), Getter()
c.v = 5
print(c.v, c.late)
g.v = 7
print(g.v, g.late)


class ReadOnly(Base):
    v = property(Base.v.fget)


try:
    ReadOnly().v = 1
except AttributeError as error:
    print(error)


class Override(Base):
    v = "plain attribute"


o = Override()
o.v = "changed"
print(o.v, Override.v)


class Lazy:
    @property
    def value(self):
        try:
            return self._value
        except AttributeError:
            print("computing")
            self._value = 42
            return self._value


l = Lazy()
print(l.value + l.value, l.__dict__)
