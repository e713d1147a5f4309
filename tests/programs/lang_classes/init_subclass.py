class Plugin:
    registry = []
    tag = "none"

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        Plugin.registry.append((cls.__name__, cls.tag))


class A(Plugin):
    pass


class B(Plugin):
    tag = "b"


class C(B):
    pass


print(Plugin.registry)


class Strict:
    def __init_subclass__(cls):
        if not hasattr(cls, "run"):
            raise TypeError(f"{cls.__name__} must define run")


class Good(Strict):
    def run(self):
        return "running"


print(Good().run())
try:

    class Bad(Strict):
        pass

except TypeError as error:
    print(error)
