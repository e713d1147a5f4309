"""Names for annotations, as in typing, and as little checked."""

from typing import _text


class _Abstract:
    """Iterable, Callable …; with arguments once it is subscripted."""

    def __init__(self, name, args=None):
        self.__name__ = self.__qualname__ = name
        self.__args__ = args

    def __getitem__(self, args):
        return _Abstract(self.__name__, args if isinstance(args, tuple) else (args,))

    def __or__(self, other):
        return _Either((self, other))

    def __ror__(self, other):
        return _Either((other, self))

    def __eq__(self, other):
        if not isinstance(other, _Abstract):
            return NotImplemented
        return self.__name__ == other.__name__ and self.__args__ == other.__args__

    def __hash__(self):
        return hash((self.__name__, self.__args__))

    def __repr__(self):
        if self.__args__ is None:
            return f"<class 'collections.abc.{self.__name__}'>"
        return f"collections.abc.{self.__name__}[" + ", ".join([_text(arg) for arg in self.__args__]) + "]"

    def __instancecheck__(self, instance):
        """That there is one makes isinstance() refuse, where CPython looks at methods."""


class _Either:
    def __init__(self, args):
        self.__args__ = args

    def __or__(self, other):
        return _Either(self.__args__ + (other,))

    def __ror__(self, other):
        return _Either((other,) + self.__args__)

    def __repr__(self):
        return " | ".join([_text(arg) for arg in self.__args__])


AsyncGenerator = _Abstract("AsyncGenerator")
AsyncIterable = _Abstract("AsyncIterable")
AsyncIterator = _Abstract("AsyncIterator")
Awaitable = _Abstract("Awaitable")
ByteString = _Abstract("ByteString")
Callable = _Abstract("Callable")
Collection = _Abstract("Collection")
Container = _Abstract("Container")
Coroutine = _Abstract("Coroutine")
Generator = _Abstract("Generator")
Hashable = _Abstract("Hashable")
ItemsView = _Abstract("ItemsView")
Iterable = _Abstract("Iterable")
Iterator = _Abstract("Iterator")
KeysView = _Abstract("KeysView")
Mapping = _Abstract("Mapping")
MappingView = _Abstract("MappingView")
MutableMapping = _Abstract("MutableMapping")
MutableSequence = _Abstract("MutableSequence")
MutableSet = _Abstract("MutableSet")
Reversible = _Abstract("Reversible")
Sequence = _Abstract("Sequence")
Set = _Abstract("Set")
Sized = _Abstract("Sized")
ValuesView = _Abstract("ValuesView")
