"""Models: coercion, defaults, what is wrong and where, what a model looks like and becomes."""
from enum import Enum, IntEnum
from typing import Any, Dict, List, Literal, Optional, Set, Tuple, Union

from pydantic import BaseModel, Field, ValidationError


class Color(str, Enum):
    red = "red"
    blue = "blue"


class Level(IntEnum):
    low = 1
    high = 2


class Image(BaseModel):
    url: str
    width: int = 100


class Item(BaseModel):
    name: str
    price: float
    tax: Optional[float] = None
    tags: List[str] = []
    unique: Set[int] = set()
    image: Optional[Image] = None
    color: Color = Color.red
    level: Level = Level.low
    pair: Tuple[int, str] = (1, "a")
    many: Tuple[int, ...] = ()
    extra: Dict[str, int] = {}
    either: Union[int, str] = 0
    kind: Literal["a", 2] = "a"
    anything: Any = None
    plain_list: list = []
    plain_dict: dict = {}
    new: int | None = None
    of: list[dict[str, float]] = []
    flag: bool = False
    raw: bytes = b""


def attempt(**data):
    try:
        item = Item(**data)
    except ValidationError as error:
        print(error)
        print(error.errors())
    else:
        print(item)
        print(repr(item))
        print(item.dict())


attempt(name="foo", price="3.5")
attempt(name=3, price=2, tax="1e3", tags=("a", 2, 2.5), unique=["1", 2, 2.0], flag="on")
attempt()
attempt(name=None, price="x", tags="abc", unique=[1, "z", None], flag="maybe")
attempt(name=["x"], price=[], tags=[None, {}], image={"width": "wide"}, color="green", level="3")
attempt(name="a", price=1, image={"url": "u", "width": 3.9}, color="blue", level="2", kind=2)
attempt(name="a", price=1, image=5, pair=[1], many=["1", "x", 2], extra={"a": "1", 2: "z"})
attempt(name="a", price=1, image=Image(url="u"), pair=("7", 8), many=[1, 2], extra={"a": "1"})
attempt(name="a", price=True, either="12", anything={"x": [1]}, plain_list={1}, plain_dict=[(1, 2)])
attempt(name="a", price=1, either=[], plain_list=5, plain_dict=5, new="7", of=[{"a": "1"}])
attempt(name="a", price=1, either="x1", kind="b", new="seven", of=[{"a": "b"}, 3, {4: 5}])
attempt(name=b"bytes", price=b"12", flag=1, raw="text")
attempt(name=1.5, price="nan", flag=b"yes", raw=12, unknown=1)
attempt(name="a", price=1, flag=2, raw=[], level=None, color=Color.blue)
attempt(name="a", price="1_000", either="1_0", new=" 12 ", level=2.0)


class Limited(BaseModel):
    a: int = Field(gt=0, le=10)
    b: float = Field(3, ge=1, lt=5, description="between")
    c: str = Field(..., min_length=2, max_length=4)
    d: List[int] = Field([], min_items=1, max_items=2)
    e: Optional[int] = Field(None, gt=0)
    f: int = Field(10, multiple_of=5)
    g: str = Field("x", alias="gee")
    h: list = Field(default_factory=list)


for data in [
    {"a": 1, "c": "ab"},
    {"a": 0, "b": 5, "c": "a", "d": [], "e": 0, "f": 11},
    {"a": 11, "b": 0.5, "c": "abcde", "d": [1, 2, 3], "e": None, "f": 15, "gee": "y"},
    {"a": "5", "c": "abc", "d": ["1"], "g": "ignored"},
    {"c": 123},
]:
    try:
        limited = Limited(**data)
        print(repr(limited), limited.dict(by_alias=True))
    except ValidationError as error:
        print(error)
        print(error.json())

item = Item(name="foo", price=3)
print(item.name, item.price, item.__fields_set__ == {"name", "price"})
item.price = "not checked"
print(item.price, sorted(item.__fields_set__))
try:
    item.colour = "red"
except ValueError as error:
    print(type(error).__name__, error)
try:
    item.nothing
except AttributeError as error:
    print(error)
print(item.dict(exclude_unset=True), item.dict(include={"name"}), item.dict(exclude_none=True))
print(item.dict(exclude={"name", "price"}, exclude_defaults=True))
print(Item(name="a", price=1) == Item(name="a", price=1.0), Item(name="a", price=1) == 3)
print(Image(url="u") == {"url": "u", "width": 100})
print(Item(name="a", price=1, image={"url": "u"}, unique={1}, color="blue").json())
other = item.copy(update={"name": "bar"})
print(other.name, item.name, other == item)
print(dict(Image(url="u")), list(Image(url="u")))
print(Image.parse_obj({"url": "x"}), Image.parse_obj([("url", "y")]))
try:
    Image.parse_obj(3)
except ValidationError as error:
    print(error)
first, second = Item(name="a", price=1), Item(name="b", price=2)
first.tags.append("mine")
print(second.tags)


class Base(BaseModel):
    id: int
    name: str = "x"

    def shout(self):
        return self.name.upper()


class Derived(Base):
    name: str = "y"
    more: "List[int]" = [1]


print(Derived(id="3"), Derived(id=3).shout(), isinstance(Derived(id=1), Base))
print(repr(Derived(id=1, more=["4"])), vars(Derived(id=1)))
try:
    Derived(3)
except TypeError as error:
    print("TypeError")
