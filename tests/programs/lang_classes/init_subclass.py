class Plugin:
    registry = []

    def __init_subclass__(cls, /, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.tag = tag
        Plugin.registry.append(cls.__name__)


class A(Plugin):
    pass


class B(Plugin, tag="b"):
    pass


class C(B, tag="c"):
    pass


print(Plugin.registry, A.tag, B.tag, C.tag)
try:

    class D(Plugin, wrong=1):
        pass

except TypeError as error:
    print(error)
try:

    class E(int, wrong=1):
        pass

except TypeError as error:
    print(error)
print(Plugin.registry)
