# The names of collections.abc can be imported, subscripted, combined and shown.
import collections.abc
import typing
from collections.abc import (
    AsyncGenerator, AsyncIterable, AsyncIterator, Awaitable, Callable, Collection, Container, Coroutine, Generator,
    Hashable, ItemsView, Iterable, Iterator, KeysView, Mapping, MappingView, MutableMapping, MutableSequence,
    MutableSet, Reversible, Sequence, Set, Sized, ValuesView, ByteString)


async def countdown(start: int) -> AsyncIterator[int]:
    yield start


def call(function: Callable[[int, str], Awaitable[None]] | None, *rest: Iterable[int]) -> Mapping[str, Sequence[int]]:
    return {}


print(call.__annotations__)
print(countdown.__annotations__)
print(AsyncGenerator[int, None], Coroutine[None, None, str], Generator[int, None, None], Set[int])
print(Iterable, collections.abc.Iterator, Iterable == collections.abc.Iterable, Iterable[int] == Iterable[str])
print(Iterable[int] | None, int | Sequence[str], None | Iterable[int] | str)
print(typing.Optional[Iterable], typing.List[Iterable[int]], dict[str, Callable[[], int]])
print(typing.Iterable[int] | None, typing.Callable[[], None] | int)
for name in (AsyncIterable, Collection, Container, Hashable, ItemsView, KeysView, MappingView, MutableMapping,
             MutableSequence, MutableSet, Reversible, Sized, ValuesView, Iterator, ByteString):
    print(name.__name__, name)
