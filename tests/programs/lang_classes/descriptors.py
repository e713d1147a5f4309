class Typed:
    def __init__(self, kind):
        self.kind = kind

    def __set_name__(self, owner, name):
        print("set_name", owner.__name__, name)
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return f"<Typed {self.name} of {owner.__name__}>"
        return instance.__dict__.get(self.name, "unset")

    def __set__(self, instance, value):
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} must be {self.kind.__name__}")
        instance.__dict__[self.name] = value

    def __delete__(self, instance):
        print("delete", self.name)
        del instance.__dict__[self.name]


class Person:
    name = Typed(str)
    age = Typed(int)

    def __init__(self, name, age):
        self.name, self.age = name, age


p = Person("ann", 3)
print(p.name, p.age, Person.name, p.__dict__)
try:
    p.age = "x"
except TypeError as error:
    print(error)
del p.age
print(p.age)


class NonData:
    def __get__(self, instance, owner):
        return "from descriptor"


class Holder:
    attr = NonData()


h = Holder()
print(h.attr, Holder.attr)
h.attr = "instance wins"
print(h.attr)
h.__dict__["name"] = 1


class Cached:
    def __init__(self, function):
        self.function = function

    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        value = instance.__dict__[self.name] = self.function(instance)
        return value


class Heavy:
    @Cached
    def result(self):
        print("computing")
        return 42


heavy = Heavy()
print(heavy.result, heavy.result)


class SetOnly:
    def __set__(self, instance, value):
        print("set", value)


class Holder2:
    s = SetOnly()


h2 = Holder2()
h2.s = 1
print(h2.__dict__, type(h2.s).__name__)
