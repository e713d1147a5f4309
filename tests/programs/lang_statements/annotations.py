x: int = 1
y: "forward"
z: list[int] = []
(w): str = "parenthesised"
print(__annotations__, x, z, w)


def f(a: int, b: "str" = "b", *args: float, c: list[int] | None = None, **kw: dict[str, int]) -> tuple[int, ...]:
    local: int = 5
    other: "never evaluated"
    return a, b, args, c, kw, local


print(f(1), f.__annotations__)


class C:
    field: int
    value: str = "v"
    other: "C | None" = None

    def method(self: "C", x: 1 + 1 = 0) -> None: ...


print(C.__annotations__, C.value, hasattr(C, "field"), C.method.__annotations__)
try:

    def bad(a: undefined_name):
        pass

except NameError as error:
    print(error)
try:
    q: undefined_name = 3
except NameError as error:
    print(error, "q" in __annotations__)


def local_only():
    n: undefined_name
    m: also_undefined = 1
    return m


print(local_only())
obj = C()
obj.attr: int = 3
d = {}
d["k"]: str = "item"
print(obj.attr, d, "obj" in __annotations__)


def evaluated(n):
    print("evaluated", n)
    return n


def order(a: evaluated(1) = evaluated(0), b: evaluated(2) = evaluated(0.5)) -> evaluated(3): ...


print(order.__annotations__, (lambda: 0).__annotations__)
