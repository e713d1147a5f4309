# Annotations stay text.
from __future__ import annotations


def function(x: Undefined, *rest: list[Unknown]) -> "Quoted":
    return x


class Node:
    next: Node
    value: int = 3


print(function(5), function.__annotations__, Node.__annotations__, Node().value)
