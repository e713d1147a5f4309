"""What kind of thing something is, and the types of what has no builtin name."""
import asyncio
import functools
import inspect
import types
from types import MethodType, SimpleNamespace, TracebackType


class Class:
    def method(self):
        pass

    async def awaited(self):
        pass

    @classmethod
    def of_class(cls):
        pass

    @staticmethod
    def static():
        pass

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                        traceback: TracebackType | None) -> bool:
        print(kind, error, inspect.istraceback(traceback), isinstance(traceback, TracebackType))
        return True


class Awaitable:
    def __await__(self):
        yield from ()


def generator():
    yield 1


async def coroutine():
    return 1


async def async_generator():
    yield 1


suspended = coroutine()
things = dict(
    Class=Class, method=Class().method, function_of_class=Class.method, awaited=Class().awaited,
    of_class=Class.of_class, static=Class.static, generator=generator, coroutine=coroutine,
    async_generator=async_generator, suspended=suspended, running=generator(),
    async_running=async_generator(), awaitable=Awaitable(), len=len, append=list.append,
    lambda_=lambda: 0, partial=functools.partial(coroutine), partial_generator=functools.partial(generator),
    one=1, none=None, code=generator.__code__, int=int,
)
for name in (
    "isclass isfunction ismethod isgenerator iscoroutine isasyncgen isawaitable iscoroutinefunction "
    "isgeneratorfunction isasyncgenfunction iscode istraceback"
).split():
    print(name, [key for key, thing in things.items() if getattr(inspect, name)(thing)])
suspended.close()

for kind, thing in (
    (types.FunctionType, generator), (types.LambdaType, lambda: 0), (types.BuiltinFunctionType, len),
    (types.GeneratorType, generator()), (types.AsyncGeneratorType, async_generator()),
    (types.NoneType, None), (types.UnionType, int | str), (types.GenericAlias, list[int]),
    (types.MethodType, Class().method), (types.CodeType, generator.__code__),
):
    print(kind, isinstance(thing, kind), isinstance(1, kind))

room = SimpleNamespace(name="hall", seats=3)
room.inside = [room]
print(room, room.inside[0] is room, vars(SimpleNamespace(a=1)))
print(SimpleNamespace(a=1) == SimpleNamespace(a=1), SimpleNamespace(a=1) == SimpleNamespace(), SimpleNamespace())


class Settings(SimpleNamespace):
    pass


print(Settings(timeout=5))
for wrong in (lambda: room.door, lambda: SimpleNamespace(1)):
    try:
        wrong()
    except (AttributeError, TypeError) as error:
        print(type(error).__name__, error)

thing = Class()
thing.bound = MethodType(lambda self, n: (self is thing, n), thing)
print(thing.bound(5))


async def call(function, *arguments):
    result = function(*arguments)
    return await result if inspect.isawaitable(result) else result


async def main():
    async with Class():
        raise ValueError("left")
    task = asyncio.create_task(coroutine())
    print(inspect.isawaitable(task), inspect.iscoroutine(task), await task)
    print(await call(coroutine), await call(len, "abc"))


asyncio.run(main())
