from __future__ import annotations


def f(a: undefined, b: int | str = 1) -> not_defined[3]:
    return a


class C:
    x: missing = 1
    y: list[int]


print(f.__annotations__, C.__annotations__, f(2))
v: some.thing("call") = 5
print(__annotations__)
