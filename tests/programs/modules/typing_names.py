# Names for annotations can be written, subscripted and shown.
import typing as T
from typing import Any, Optional, List, Dict, Tuple, Set, Union, Callable, TypeVar, Generic, Protocol, NamedTuple, TypedDict, cast, TYPE_CHECKING, overload, Awaitable, AsyncIterator, Iterable, Iterator, Literal, Final, ClassVar, Type, Coroutine, AsyncGenerator, Generator, Sequence, Mapping, NoReturn, Self, Annotated, ParamSpec, NewType
X = TypeVar('X')


class Box(Generic[X]):

    def __init__(self, v: X):
        self.v = v

    def get(self) -> X:
        return self.v


print(Box[int](5).get(), Box('a').get())


class Proto(Protocol):

    def f(self) -> int:
        ...


class Impl:

    def f(self) -> int:
        return 5


def use(p: Proto) -> Optional[int]:
    return p.f()


print(use(Impl()))


class Pt(NamedTuple):
    x: int
    y: int = 3

    def s(self):
        return self.x + self.y


p = Pt(1)
print(p, p.s(), p._fields, Pt(x=2, y=5)._asdict())


class TD(TypedDict):
    a: int


d: TD = {'a': 1}
print(d, TD(a=2))
UserId = NewType('UserId', int)
print(UserId(5))
print(cast(int, 'a'), TYPE_CHECKING)
Handler = Callable[[int, str], Awaitable[None]]
Num = Union[int, float]
Pair = Tuple[int, ...]
J = Dict[str, Any]


def f(a: List[int], b: Num=1, *c: Any, d: Literal['x']='x') -> Dict[str, Set[int]]:
    return {}


print(f([1]))
print(List[int], Optional[str], Union[int, str, None], Callable[[int], str], Dict[str, List[int]], Any, Tuple[int, ...])


def t(f, *a, **k):
    try:
        print(repr(f(*a, **k)))
    except BaseException as e:
        print(type(e).__name__, e)


t(Pt)
t(Pt, 1, 2, 3)
print(Pt.__doc__, Pt._field_defaults, Pt.__name__, isinstance(p, tuple), p == (1, 3), p._replace(y=0))
t(lambda: setattr(p, 'x', 2))


class Doc(NamedTuple):
    """docs"""
    a: str
    b: Optional[int] = None

    @property
    def both(self):
        return f'{self.a}{self.b}'

    def __str__(self):
        return 'S'


print(Doc('q'), str(Doc('q')), repr(Doc('q')), Doc('q').both, Doc.__doc__, [*Doc('w')])
a, b = Doc('e')
print(a, b)
print(TD.__name__, d['a'], isinstance(d, dict))
print(X, Box, repr(Handler), UserId.__name__, Final[int], ClassVar[int], Type[int], Awaitable[None], Iterable[int], Coroutine[Any, Any, int], Literal['a', 1], Annotated[int, 'x'], AsyncIterator[int])
print(Optional[int] == Union[int, None], Union[int, int], Union[int], List)


def g(x: 'int', y: Optional[Box]=None) -> None:
    pass


@overload
def ov(x: int) -> int:
    ...


def ov(x):
    return x


print(ov(3))


class RC(Protocol):

    def close(self):
        ...


class HasClose:

    def close(self):
        pass


@T.final
class Fin:
    pass


print(T.Any, T.NoReturn, T.Optional[T.Any])


class Repo(Generic[X]):
    items: List[X]

    def __init__(self) -> None:
        self.items = []

    def add(self, i: X) -> 'Repo[X]':
        self.items.append(i)
        return self


class IntRepo(Repo[int]):
    pass


print(IntRepo().add(3).items)
