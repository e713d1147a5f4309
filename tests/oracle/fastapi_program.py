"""An app as tutorials write it, and requests that reach every corner of it. tests/oracle/fastapi_answers.py runs
it under the real fastapi and uvicorn and in the simulated network; what it prints must be the same."""

import asyncio
import dataclasses
import sys
import threading
import time
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Dict, List, Literal, Optional, Set, Tuple, Union

import requests
from fastapi import (APIRouter, BackgroundTasks, Body, Cookie, Depends, FastAPI, Header, HTTPException, Path,
                     Query, Request, Response, status)
from fastapi.concurrency import run_in_threadpool
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from pydantic import BaseModel, Field

app = FastAPI(title="Everything", description="for the oracle", version="1.0")
events = []


@app.on_event("startup")
async def startup():
    await asyncio.sleep(0)
    events.append("startup")


@app.on_event("startup")
def startup_too():
    events.append("startup too")


@app.get("/events")
async def read_events():
    return events


# ---- first steps, path parameters ----


@app.get("/")
async def root():
    return {"message": "Hello World"}


@app.get("/plain/{kind}")
def plain(kind: str):
    """Answers of every kind of data."""
    return {
        "none": None, "int": 7, "float": 1.5, "str": "text", "unicode": "żółć ☃", "list": [1, "a", None],
        "tuple": (1, 2), "bool": True, "nested": {"a": [{"b": {}}]}, "set": {3},
        "keys": {1: 2, None: 3, True: 4, 1.5: 5}, "bytes": b"abc", "big": 10 ** 30,
        "datetime": datetime(2020, 1, 2, 3, 4, 5), "delta": timedelta(minutes=1),
        "dataclass": Point(1, 2), "model": Item(name="x", price=1), "enum": Model.resnet,
        "generator": (n * n for n in range(3)), "object": Thing(), "empty": "", "zero": 0,
    }[kind]


@dataclasses.dataclass
class Point:
    x: int
    y: int


class Thing:
    def __init__(self):
        self.a = 1
        self.b = "two"


class Item(BaseModel):
    name: str
    description: Optional[str] = None
    price: float
    tax: Union[float, None] = None
    tags: List[str] = []


class Model(str, Enum):
    alexnet = "alexnet"
    resnet = "resnet"


@app.get("/items/{item_id}")
async def read_item(item_id: int):
    return {"item_id": item_id}


@app.get("/users/me")
async def read_me():
    return {"user_id": "the current user"}


@app.get("/users/{user_id}")
async def read_user(user_id: str):
    return {"user_id": user_id}


@app.get("/models/{name}")
async def get_model(name: Model):
    if name is Model.alexnet:
        return {"model_name": name, "message": "Deep Learning FTW!"}
    return {"model_name": name, "message": name.value}


@app.get("/files/{file_path:path}")
async def read_file(file_path: str):
    return {"file_path": file_path}


@app.get("/float/{x}")
def read_float(x: float):
    return x


@app.get("/bool/{x}")
def read_bool(x: bool):
    return x


@app.get("/untyped/{x}")
def read_untyped(x):
    return x


@app.get("/between/{a}-{b}.txt")
def between(a, b: int):
    return [a, b]


@app.get("/converted/{n:int}/{x:float}")
def converted(n: int, x):
    return [n, x]


@app.get("/limited/{n}")
def limited(n: int = Path(title="A number", ge=1, lt=10), q: str = Query(None, alias="item-query")):
    return {"n": n, "q": q}


# ---- query parameters ----


@app.get("/query")
def query(needed: str, skip: int = 0, limit: Optional[int] = 10, short: bool = False,
          ratio: float = 0.5, model: Model = Model.alexnet, which: Literal["a", "b"] = "a",
          any_thing=None, or_none: "int | None" = None, either: Union[int, str] = 1):
    return [needed, skip, limit, short, ratio, model, which, any_thing, or_none, either]


@app.get("/checked")
def checked(q: Union[str, None] = Query(default=None, min_length=3, max_length=5),
            n: int = Query(5, gt=0, le=10), items: List[str] = Query(["foo", "bar"]),
            numbers: List[int] = Query([]), need: str = Query(...)):
    return {"q": q, "n": n, "items": items, "numbers": numbers, "need": need}


@app.get("/optional")
def optional(a: Optional[str], b: Optional[List[int]] = Query(None)):
    return {"a": a, "b": b}


@app.get("/headers")
def headers(user_agent: Optional[str] = Header(None), x_token: List[str] = Header([]),
            strange: int = Header(7), plain_name: str = Header("none", convert_underscores=False)):
    return {"agent": user_agent is not None, "tokens": x_token, "strange": strange,
            "plain": plain_name}


# ---- bodies ----


@app.post("/items/", status_code=201)
async def create_item(item: Item):
    data = item.dict()
    if item.tax:
        data.update({"price_with_tax": item.price + item.tax})
    return data


@app.put("/items/{item_id}")
def update_item(item_id: int, item: Item, q: Optional[str] = None):
    return {"item_id": item_id, **item.dict(), "q": q}


@app.post("/dict")
def take_dict(data: dict):
    return data


@app.post("/list")
def take_list(data: List[int]):
    return data


@app.post("/pairs")
def take_pairs(data: Dict[int, float], also: Tuple[int, str] = (1, "a")):
    return [data, also]


@app.post("/body")
def take_body(data: Any = Body(...)):
    return data


@app.post("/embed")
def take_embed(item: Item = Body(..., embed=True)):
    return item


class User(BaseModel):
    username: str = Field(..., min_length=2)
    age: int = Field(18, ge=0, description="in years")


@app.post("/two")
def take_two(item: Item, user: User, importance: int = Body(gt=0), q: Optional[str] = None):
    return {"item": item, "user": user, "importance": importance, "q": q}


@app.post("/maybe")
def take_maybe(item: Optional[Item] = None):
    return {"given": item}


@app.patch("/models")
def take_models(items: List[Item], unique: Set[int] = Query(set())):
    return [items, sorted(unique)]


# ---- responses ----


class Out(BaseModel):
    name: str
    price: float
    secret: str = Field("hidden", alias="Secret")


@app.get("/filtered", response_model=Item)
async def filtered():
    return {"name": "Foo", "price": "3", "more": "left out", "tags": ("a", "b")}


@app.get("/filtered/unset", response_model=Item, response_model_exclude_unset=True)
def filtered_unset():
    return Item(name="Foo", price=3)


@app.get("/filtered/none", response_model=List[Item], response_model_exclude_none=True)
def filtered_none():
    return [Item(name="Foo", price=3), {"name": "Bar", "price": 1, "tax": 2}]


@app.get("/filtered/some", response_model=Item, response_model_include={"name", "tax"})
def filtered_some():
    return Item(name="Foo", price=3)


@app.get("/returned")
def returned() -> Item:
    return Item(name="Foo", price=3, tags=["x"])


@app.get("/returned/int")
async def returned_int() -> int:
    return "12"


@app.get("/returned/wrong")
async def returned_wrong() -> int:
    return "twelve"


@app.get("/returned/dict")
def returned_dict() -> Dict[str, int]:
    return {"a": "1"}


@app.get("/returned/alias", response_model=Out)
def returned_alias():
    return Out(name="a", price=1, Secret="s")


@app.delete("/gone/{n}", status_code=status.HTTP_204_NO_CONTENT)
def gone(n: int):
    return None


@app.get("/response/{kind}")
async def response(kind: str):
    return {
        "response": Response("raw", media_type="application/x-raw", headers={"X-Kind": "raw"}),
        "json": JSONResponse({"b": 1, "a": [1.5]}, status_code=418),
        "text": PlainTextResponse("plain ☃"),
        "html": HTMLResponse("<b>bold</b>", status_code=202),
        "redirect": RedirectResponse("/items/3?x=y z"),
        "bytes": Response(b"\x00\xff"),
        "empty": Response(status_code=304),
    }[kind]


@app.get("/class/text", response_class=PlainTextResponse)
def class_text():
    return "text/plain, then"


@app.get("/class/html", response_class=HTMLResponse)
async def class_html():
    return "<html></html>"


@app.get("/set")
def set_parts(response: Response):
    response.headers["X-Cat-Dog"] = "alone in the world"
    response.status_code = status.HTTP_202_ACCEPTED
    return {"ok": True}


@app.get("/request/{a}")
async def about(request: Request, a: int):
    return {"method": request.method, "path": request.url.path, "query": str(request.query_params),
            "params": request.path_params, "header": request.headers.get("X-Mine"),
            "q": request.query_params.get("q"), "list": request.query_params.getlist("q"),
            "host": request.client.host, "title": request.app.title}


@app.post("/request")
async def about_body(request: Request):
    return {"body": (await request.body()).decode(), "json": await request.json()}


# ---- errors ----


@app.get("/error/{kind}")
async def error(kind: str):
    if kind == "404":
        raise HTTPException(status_code=404, detail="Item not found")
    if kind == "headers":
        raise HTTPException(403, detail={"why": ["a", 1]}, headers={"X-Error": "There goes my error"})
    if kind == "plain":
        raise HTTPException(401)
    if kind == "304":
        raise HTTPException(304)
    if kind == "unicorn":
        raise Unicorn("yolo")
    if kind == "key":
        raise KeyError(kind)
    return {}[kind]


class Unicorn(Exception):
    def __init__(self, name):
        self.name = name


@app.exception_handler(Unicorn)
async def unicorn_handler(request: Request, exc: Unicorn):
    return JSONResponse(status_code=418, content={"message": f"Oops! {exc.name} did something."})


@app.exception_handler(410)
def gone_handler(request, exc):
    return PlainTextResponse("it is gone: " + exc.detail, status_code=410)


@app.get("/sync-error")
def sync_error():
    raise HTTPException(410, "long ago")


@app.get("/nan")
def nan():
    return {"a": float("nan")}


@app.get("/strange")
def strange():
    return {"a": object()}


# ---- dependencies ----


async def common(q: Optional[str] = None, skip: int = 0, limit: int = 100):
    return {"q": q, "skip": skip, "limit": limit}


@app.get("/common")
async def use_common(commons: dict = Depends(common)):
    return commons


class CommonQuery:
    def __init__(self, q: Optional[str] = None, n: int = 1):
        self.q = q
        self.n = n


@app.get("/class")
def use_class(commons: CommonQuery = Depends(), again: CommonQuery = Depends(CommonQuery)):
    return [commons.q, commons.n, commons is again]


calls = []


def count_calls():
    calls.append(len(calls))
    return len(calls)


def sub(n: int = Depends(count_calls), word: str = "w"):
    return [n, word]


@app.get("/cached")
def cached(a=Depends(sub), b=Depends(count_calls), c=Depends(count_calls, use_cache=False)):
    return [a[0] == b, c - b, a[1]]


async def with_cleanup():
    calls.append("open")
    try:
        yield "resource"
    finally:
        calls.append("close")


def with_cleanup_too(first=Depends(with_cleanup)):
    calls.append("open too")
    yield first + " two"
    calls.append("close too")


@app.get("/cleanup")
async def cleanup(both=Depends(with_cleanup_too), fail: bool = False):
    calls.append("use")
    if fail:
        raise HTTPException(400, "failed")
    return both


@app.get("/calls")
async def read_calls():
    found = [call for call in calls if isinstance(call, str)]
    del calls[:]
    return found


def verify(x_token: str = Header(...)):
    if x_token != "secret":
        raise HTTPException(400, detail="X-Token header invalid")


class Checker:
    def __init__(self, content):
        self.content = content

    def __call__(self, q: str = ""):
        return self.content in q


@app.get("/guarded", dependencies=[Depends(verify)])
async def guarded(found: bool = Depends(Checker("bar"))):
    return {"found": found}


@app.get("/several")
def several(n: int, first=Depends(common), token=Depends(verify)):
    return n


# ---- routers, background ----

router = APIRouter(prefix="/router", tags=["x"], dependencies=[Depends(verify)])


@router.get("/one/{n}", name="one")
async def router_one(n: int):
    return n


@router.post("/two")
def router_two(data: dict = Body(...)):
    return data


inner = APIRouter()


@inner.get("")
def inner_root():
    return "inner"


@inner.api_route("/any", methods=["GET", "POST"])
def inner_any(request: Request):
    return request.method


app.include_router(router)
app.include_router(inner, prefix="/inner", tags=["inner"])
app.include_router(router, prefix="/again", dependencies=[Depends(common)])


@app.get("/cookies")
def cookies(response: Response, ads_id: Optional[str] = Cookie(None), n: int = Cookie(7), q: str = "",
            kind: str = "plain"):
    if kind == "long":
        response.set_cookie("long", 'a "b"; \\ c', max_age=60, path="/x", domain="example.com",
                            secure=True, httponly=True, samesite="strict")
    elif kind == "short":
        response.set_cookie("no", "path", path=None, samesite=None, expires="never")
    else:
        response.set_cookie(key="plain", value=q)
    return {"ads": ads_id, "n": n}


@app.get("/bad/{kind}")
async def bad(kind: str):
    if kind == "number":
        raise HTTPException(400, "x", headers={"X-Number": 3})
    if kind == "snowman":
        return Response("x", headers={"X-Snow": "\u2603"})
    if kind == "list":
        return JSONResponse({"a": object()})
    return PlainTextResponse(3)


@app.get("/forget")
def forget():
    response = JSONResponse({"a": 1})
    response.set_cookie("x", "y=z")
    return response


# ---- middleware, in an app of its own ----

timed = FastAPI(openapi_url=None)
order = []


@timed.middleware("http")
async def inner_middleware(request: Request, call_next):
    order.append("inner before " + request.url.path)
    request.state.seen = "seen"
    response = await call_next(request)
    order.append("inner after")
    response.headers["X-Inner"] = "1"
    return response


@timed.middleware("http")
async def outer_middleware(request: Request, call_next):
    order.append("outer before")
    if request.query_params.get("stop"):
        return JSONResponse({"stopped": True}, status_code=403)
    began = time.perf_counter()
    try:
        response = await call_next(request)
    except ZeroDivisionError as error:
        return PlainTextResponse(f"caught {error}", status_code=418)
    order.append("outer after")
    response.headers["X-Slow"] = str(time.perf_counter() - began > 1)
    if request.query_params.get("other"):
        return PlainTextResponse("another answer")
    return response


def leave_a_note(text):
    order.append(text)


async def resource():
    order.append("open")
    yield 1
    order.append("close")


@timed.get("/order")
def read_order():
    found = list(order)
    order.clear()
    return found


@timed.get("/noted")
def noted(request: Request, background: BackgroundTasks, n: int = Depends(resource)):
    background.add_task(leave_a_note, "note")
    return request.state.seen


@timed.exception_handler(RequestValidationError)
async def invalid(request: Request, exc: RequestValidationError):
    if request.method == "POST":
        return JSONResponse({"errors": exc.errors(), "body": exc.body}, status_code=400)
    return PlainTextResponse(str(exc), status_code=400)


@timed.post("/item/{n}")
@timed.get("/item/{n}")
def timed_item(n: int, q: float = Query(gt=3), item: Optional[Item] = None):
    return [n, q, item]


@timed.get("/fail/{kind}")
async def timed_fail(kind: str):
    if kind == "zero":
        return 1 // 0
    if kind == "http":
        raise HTTPException(409, "conflict")
    raise KeyError(kind)


@timed.delete("/empty", status_code=204)
async def timed_empty():
    pass


def note(text: str, more: str = ""):
    calls.append(text + more)


async def note_later(text):
    calls.append(text)


@app.post("/notify/{email}", status_code=202)
async def notify(email: str, background_tasks: BackgroundTasks):
    background_tasks.add_task(note, "mail to " + email, more="!")
    background_tasks.add_task(note_later, "done")
    return {"message": "sent"}


@app.get("/thread/{kind}")
def which_thread(kind: str):
    return threading.current_thread().name


@app.get("/pool")
async def pool():
    names = await asyncio.gather(*[run_in_threadpool(thread_name, n, more=1) for n in range(3)])
    return {"names": names}


def thread_name(n, more):
    return [threading.current_thread().name, n + more]


@app.get("/loop")
async def which_loop():
    task = asyncio.current_task()
    return [threading.current_thread().name, task.get_name().startswith("Task-"),
            asyncio.get_running_loop().is_running()]


@app.get("/json/{kind}")
def encoded(kind: str):
    return jsonable_encoder({"point": Point(1, 2), "item": Item(name="x", price=2)}, exclude={kind})


JSON = "application/json"
REQUESTS = [
    "GET /events", "GET /", "GET /?a=b", "POST /", "HEAD /", "OPTIONS /", "GET /nothing", "GET /items",
    "GET //", "GET /items/3", "GET /items/foo", "GET /items/4.2", "GET /items/-7", "GET /items/3/",
    "GET /items/%33", "GET /items/ 3", "GET /items/1_0", "GET /users/me", "GET /users/rick",
    "GET /users/a%20b%2Fc", "GET /users/%C5%BC", "GET /users/", "GET /models/alexnet",
    "GET /models/lenet", "GET /files/a/b.txt", "GET /files//var/x", "GET /float/1", "GET /float/1e3",
    "GET /float/x", "GET /float/nan", "GET /bool/yes", "GET /bool/0", "GET /bool/On", "GET /bool/2",
    "GET /untyped/7", "GET /between/a-3.txt", "GET /between/a-b-4.txt", "GET /between/a-x.txt",
    "GET /between/a.txt", "GET /converted/3/1.5", "GET /converted/3.5/1", "GET /converted/-3/1",
    "GET /limited/5?item-query=x", "GET /limited/0", "GET /limited/10", "GET /limited/x?q=1",
    "GET /query", "GET /query?needed=", "GET /query?needed=a&skip=5&limit=&short=yes&ratio=2",
    "GET /query?needed=a&skip=x&limit=y&short=z&ratio=w&model=m&which=c",
    "GET /query?needed=a+b%26c&any_thing=1&or_none=3&either=5&which=b&model=resnet",
    "GET /query?needed=1&needed=2&either=x&or_none=z", "GET /query?needed", "GET /query?needed=%E2%98%83",
    "GET /query/?needed=1", "GET /checked?need=1", "GET /checked?q=ab", "GET /checked?q=abcdef&n=0&need=",
    "GET /checked?need=1&q=abc&n=11&items=1&items=2&numbers=3&numbers=x", "GET /checked?numbers=3&need=q",
    "GET /optional", "GET /optional?a=1&b=2&b=3", "GET /optional?a=", "GET /headers",
    "GET /common", "GET /common?q=1&skip=2", "GET /common?skip=x&limit=y", "GET /class?q=a&n=3",
    "GET /class?n=x", "GET /cached", "GET /cached?word=z", "GET /cleanup", "GET /calls",
    "GET /cleanup?fail=1", "GET /calls", "GET /guarded", "GET /several", "GET /several?n=x&limit=q",
    "GET /router/one/1", "GET /router", "GET /inner", "GET /inner/", "GET /inner/any",
    "POST /inner/any", "POST /notify/me", "GET /calls",
    "GET /filtered", "GET /filtered/unset", "GET /filtered/none", "GET /filtered/some", "GET /returned",
    "GET /returned/int", "GET /returned/wrong", "GET /returned/dict", "GET /returned/alias",
    "DELETE /gone/3", "DELETE /gone/x", "GET /gone/3", "GET /class/text", "GET /class/html", "GET /set",
    "GET /request/3?q=1&q=2&z=%20a", "GET /error/404", "GET /error/headers", "GET /error/plain",
    "GET /error/304", "GET /error/unicorn", "GET /error/key", "GET /error/none", "GET /sync-error",
    "GET /nan", "GET /strange", "GET /thread/x", "GET /loop", "GET /pool", "GET /bad/number",
    "GET /bad/snowman", "GET /bad/list", "GET /bad/text", "GET /json/item", "GET /json/point",
] + [f"GET /plain/{kind}" for kind in (
    "none", "int", "float", "str", "unicode", "list", "tuple", "bool", "nested", "set", "keys", "bytes",
    "big", "datetime", "delta", "dataclass", "model", "enum", "generator", "object", "empty", "zero",
    "missing")] + [f"GET /response/{kind}" for kind in (
        "response", "json", "text", "html", "redirect", "bytes", "empty")]

ITEM = {"name": "Foo", "price": 45.2}
BODIES = [
    ("POST", "/items/", ITEM), ("POST", "/items/", {**ITEM, "tax": "3.5", "tags": ["a", 1]}),
    ("POST", "/items/", {"name": None, "price": "x", "tags": "abc", "tax": []}), ("POST", "/items/", []),
    ("POST", "/items/", "text"), ("POST", "/items/", None), ("POST", "/items/", {}),
    ("POST", "/items", ITEM), ("PUT", "/items/3?q=z", ITEM), ("PUT", "/items/x", {}),
    ("POST", "/dict", {"a": [1, {"b": None}]}), ("POST", "/dict", [1]), ("POST", "/dict", [[1, 2]]),
    ("POST", "/list", [1, "2", 3.0]), ("POST", "/list", ["x", None, []]), ("POST", "/list", {}),
    ("POST", "/pairs", {"data": {"1": "2.5"}, "also": ["3", 4]}), ("POST", "/pairs", {"data": {"x": 1}}),
    ("POST", "/pairs", {"1": 2}), ("POST", "/pairs", {"data": {}, "also": [1, 2, 3]}),
    ("POST", "/body", 5), ("POST", "/body", None), ("POST", "/body", {"ż": "☃"}),
    ("POST", "/embed", {"item": ITEM}), ("POST", "/embed", ITEM), ("POST", "/embed", [1]),
    ("POST", "/two", {"item": ITEM, "user": {"username": "dave"}, "importance": 5}),
    ("POST", "/two", {"item": ITEM, "user": {"username": "d", "age": -1}, "importance": 0}),
    ("POST", "/two", {}), ("POST", "/two", 3), ("POST", "/maybe", ITEM), ("POST", "/maybe", None),
    ("PATCH", "/models?unique=3&unique=1", [ITEM, {"name": 1, "price": 2}]),
    ("PATCH", "/models", [ITEM, 5, {"price": "y"}]), ("POST", "/request", {"a": 1}),
    ("POST", "/router/two", {"a": 1}),
]
RAW = [
    ("/items/", b"", JSON), ("/items/", b'{"name": "Foo", ', JSON), ("/items/", b"nonsense", JSON),
    ("/items/", b"\xff", JSON), ("/items/", b'{"name": "a", "price": 1}', "text/plain"),
    ("/items/", b'{"name": "a", "price": 1}', "application/json; charset=utf-8"),
    ("/items/", b'{"name": "a", "price": 1}', "application/vnd.api+json"),
    ("/items/", b'{"name": "a", "price": 1}', None), ("/body", b"a=1", "application/x-www-form-urlencoded"),
    ("/body", b'{"a": NaN}', JSON), ("/body", b'{"a": 1e999}', JSON), ("/dict", b"[1, 2", JSON),
    ("/maybe", b"null", JSON), ("/maybe", b" ", JSON), ("/body", b'"\\u00e9"', JSON),
]


def show(base, what, reply):
    print(what, "->", reply.status_code, reply.reason)
    for name, value in reply.headers.items():
        if name != "date":
            print("   ", name + ":", value.replace(base, "BASE"))
    print("   ", reply.content)


TIMED = ["GET /item/x", "GET /item/1?q=2", "POST /item/x?q=4", "GET /item/1?q=4",
         "GET /noted", "GET /order", "GET /fail/http", "GET /fail/zero", "GET /fail/key", "GET /order",
         "GET /noted?other=1", "GET /order", "GET /noted?stop=1", "GET /order", "GET /missing", "POST /noted",
         "DELETE /empty", "GET /docs", "HEAD /noted"]


def main(base, timed_base):
    show(timed_base, "item", requests.post(timed_base + "/item/1", json={"name": ["x"]}))
    for line in TIMED:
        method, path = line.split(" ", 1)
        if path == "/order":
            time.sleep(0.05)
        show(timed_base, line, requests.request(method, timed_base + path, allow_redirects=False))
    for headers in ({}, {"Cookie": "ads_id=5; n=3"}, {"Cookie": 'n="4"; x; ads_id="a\\"b\\073c"'},
                    {"Cookie": "n=x"}):
        for path in ("/cookies", "/cookies?q=a%20b", "/cookies?q=%22;,=", "/cookies?kind=long",
                     "/cookies?kind=short", "/forget"):
            show(base, f"{path} {headers}", requests.get(base + path, headers=headers))
    for line in REQUESTS:
        method, path = line.split(" ", 1)
        if path == "/calls":
            time.sleep(0.05)  # what comes behind an answer may still be under way
        show(base, line, requests.request(method, base + path, allow_redirects=False))
    for method, path, body in BODIES:
        reply = requests.request(method, base + path, json=body, allow_redirects=False)
        show(base, f"{method} {path} {body}", reply)
    for path, body, kind in RAW:
        headers = {} if kind is None else {"Content-Type": kind}
        show(base, f"POST {path} {body} {kind}", requests.post(base + path, data=body, headers=headers))
    for headers in ({"X-Token": "secret"}, {"x-token": "wrong", "strange": "x"}, {"Plain_Name": "p"},
                    {"User-Agent": "me", "Strange": "8", "X-Mine": "mine"}):
        for path in ("/guarded?q=a", "/guarded?q=bar", "/headers", "/router/one/1", "/router/one/x",
                     "/again/router/one/2?skip=1", "/request/1", "/several?n=1"):
            show(base, f"{path} {headers}", requests.get(base + path, headers=headers))
    with requests.Session() as session:
        began = time.perf_counter()
        show(base, "session", session.get(base + "/"))
        show(base, "session", session.get(base + "/items/7"))
        print(time.perf_counter() - began < 5)


if __name__ == "__main__":
    main(*sys.argv[1:])
