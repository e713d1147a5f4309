"""Keyword arguments of a class statement go to the next base's __init_subclass__."""
import asyncio
from abc import ABC


class Plugin:
    registry = {}

    def __init_subclass__(cls, /, name, priority=0, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.name = name
        cls.priority = priority
        Plugin.registry[name] = cls


class Mail(Plugin, name="mail"):
    pass


class Chat(Plugin, name="chat", priority=3):
    async def send(self, text):
        await asyncio.sleep(1)
        return f"{self.name}: {text}"


print(Mail.name, Mail.priority, Chat.name, Chat.priority, list(Plugin.registry))
print(asyncio.run(Plugin.registry["chat"]().send("hello")))


def noted(text, value):
    print("evaluates", text)
    return value


class Late(noted("base", Plugin), priority=noted("priority", 1), name=noted("name", "late")):
    print("body")


class Step(ABC):
    def __init_subclass__(cls, **kwargs):
        print("Step hears of", cls.__name__, sorted(kwargs.items()))


class First(Step, order=1, final=False):
    pass


class Second(First, order=2):
    def __init_subclass__(cls, *, order, **rest):
        print("Second hears of", cls.__name__, order, rest)
        super().__init_subclass__(order=order + 10, **rest)


class Third(Second, order=3, more=[1]):
    pass


def attempt(make):
    try:
        make()
    except TypeError as error:
        print(type(error).__name__, error)


def no_base():
    class Alone(tag=1):
        pass


def no_hook():
    class Base:
        pass

    class Derived(Base, tag=1):
        pass


def of_exception():
    class Wrong(ValueError, code=3):
        pass


def missing():
    class Missing(Plugin):
        pass


def unknown():
    class Unknown(Plugin, name="unknown", colour="red"):
        pass


def positional():
    class Given:
        def __init_subclass__(cls, **kwargs):
            super().__init_subclass__(1)

    class Derived(Given):
        pass


for make in (no_base, no_hook, of_exception, missing, unknown, positional):
    attempt(make)


class Plain:
    def __init_subclass__(cls):
        cls.seen = True


class Under(Plain):
    pass


print(Under.seen)


class Last(Under, tag=1):
    pass
