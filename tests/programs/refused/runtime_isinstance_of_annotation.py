# test: refused
# CPython would look at the methods of the object.
from collections.abc import Iterable
import typing

print(isinstance([], (list, Iterable)))
print(isinstance([], (Iterable, str)))
