"""From a function's signature to the values it is called with: which parameters come from the path, the
query, the headers and the body, which from other functions (Depends), as FastAPI 0.92 decides it."""

import contextlib
import typing

import _fields
import _signatures
from _fields import UNSET, FieldInfo, missing
from _meanwhile import refuse
from _threadpool import run_in_threadpool
from fastapi.background import BackgroundTasks
from fastapi.requests import Request
from fastapi.responses import Response


class Param(FieldInfo):
    place = None

    def __repr__(self):
        return f"{type(self).__name__}({self.default})"


class Query(Param):
    place = "query"


class Path(Param):
    place = "path"

    def __init__(self, default=UNSET, **said):
        super().__init__(..., **said)


class Header(Param):
    place = "header"

    def __init__(self, default=UNSET, *, convert_underscores=True, **said):
        self.convert_underscores = convert_underscores
        super().__init__(default, **said)


class Cookie(Param):
    place = "cookie"


class Body(FieldInfo):
    place = "body"

    def __init__(self, default=UNSET, *, embed=False, media_type="application/json", **said):
        if media_type != "application/json":
            refuse("fastapi: Body(media_type=…)", "bodies are JSON here")
        self.embed = embed
        super().__init__(default, **said)


class Depends:
    def __init__(self, dependency=None, *, use_cache=True):
        self.dependency = dependency
        self.use_cache = use_cache

    def __repr__(self):
        name = getattr(self.dependency, "__name__", type(self.dependency).__name__)
        cache = "" if self.use_cache else ", use_cache=False"
        return f"Depends({name}{cache})"


def _is_class(annotation, base):
    return isinstance(annotation, type) and issubclass(annotation, base)


class Dependant:
    """A function that is called with what a request brings: a handler or a dependency."""

    def __init__(self, path_names, call, name=None, use_cache=True):
        self.path_names = path_names
        self.call = call
        self.name = name
        self.use_cache = use_cache
        self.kind = "function" if isinstance(call, type) else _signatures.kind(_callable(call))
        self.fields = {"path": [], "query": [], "header": [], "cookie": [], "body": []}
        self.dependencies = []
        self.special = {}  # names of parameters that get the request itself, the response …
        for parameter in _signatures.parameters(call):
            self._take(parameter)

    def _take(self, parameter):
        annotation, default = parameter.annotation, parameter.default
        if isinstance(default, Depends):
            call = default.dependency
            if call is None:
                call = annotation
            self.dependencies.append(Dependant(self.path_names, call, parameter.name,
                                               default.use_cache))
            return
        for kind, base in (("request", Request), ("response", Response),
                           ("background", BackgroundTasks)):
            if _is_class(annotation, base):
                self.special[kind] = parameter.name
                return
        field = self._field(parameter, Query)
        if parameter.name in self.path_names:
            assert field.rule.is_scalar() and field.info.place != "body", \
                "Path params must be of one of the supported types"
            info = default if isinstance(default, Path) else Path()
            self.fields["path"].append(self._made(parameter, info))
            return
        is_scalar = field.rule.is_scalar() and field.info.place != "body"
        if is_scalar or (field.rule.is_scalar_sequence() and isinstance(default, (Query, Header))):
            self.fields[field.info.place].append(field)
            return
        assert field.info.place == "body", \
            f"Param: {field.name} can only be a request body, using Body()"
        self.fields["body"].append(field)

    def _field(self, parameter, usual):
        default = parameter.default
        if isinstance(default, FieldInfo):
            if not hasattr(default, "place"):
                refuse("fastapi: Field() as a parameter's default", "use Query(), Path() or Body()")
            return self._made(parameter, default)
        info = usual(UNSET if default is _signatures.EMPTY else default)
        field = self._made(parameter, info)
        if not field.rule.is_scalar():
            field.info = Body(info.default)
        return field

    def _made(self, parameter, info):
        annotation = parameter.annotation
        if annotation is _signatures.EMPTY:
            annotation = typing.Any
        required = info.default is UNSET or info.default is ...
        if info.default_factory is not None:
            refuse("fastapi: default_factory= of a parameter", "give it a default")
        field = _fields.Field(parameter.name, annotation, info, self.call, required)
        if info.alias is None and isinstance(info, Header) and info.convert_underscores:
            field.alias = parameter.name.replace("_", "-")
        field.takes_all = field.rule.is_scalar_sequence()  # q=1&q=2
        return field

    def add_first(self, depends):
        """Dependencies of a route or router, whose result nobody takes."""
        self.dependencies.insert(0, Dependant(self.path_names, depends.dependency, None,
                                              depends.use_cache))

    def body_fields(self):
        found = list(self.fields["body"])
        for dependency in self.dependencies:
            found += dependency.body_fields()
        return found

    def has_cleanup(self):
        """Whether a dependency has something to do after its yield."""
        return any(["generator" in dependency.kind or dependency.has_cleanup()
                    for dependency in self.dependencies])

    def prepare_body(self):
        """Whether the request's body is wanted. Several parameters that come from it, or one that
        asks for it, are looked up in the body by their names."""
        fields = self.body_fields()
        names = {field.name for field in fields}
        if fields and (len(names) > 1 or fields[0].info.embed):
            for field in fields:
                field.info.embed = True
        return bool(fields)

    # -- a request --

    async def solve(self, app, request, body, response, solved, state):
        """The values to call it with, or errors. `solved` keeps the results of dependencies by
        function; `state` holds the background tasks once somebody asks for them."""
        values, errors = {}, []
        for dependency in self.dependencies:
            actual = dependency
            replaced = app.dependency_overrides.get(dependency.call)
            if replaced is not None:
                actual = Dependant(self.path_names, replaced, dependency.name)
            given, wrong = await actual.solve(app, request, body, response, solved, state)
            if wrong:
                errors += wrong
                continue
            if dependency.use_cache and dependency.call in solved:
                result = solved[dependency.call]
            else:
                result = await actual._run(request, given)
            if dependency.name is not None:
                values[dependency.name] = result
            if dependency.call not in solved:
                solved[dependency.call] = result
        if self.fields["path"]:
            errors += _take_params(self.fields["path"], "path", request.path_params, values)
        if self.fields["query"]:
            errors += _take_params(self.fields["query"], "query", request.query_params, values)
        if self.fields["header"]:
            errors += _take_params(self.fields["header"], "header", request.headers, values)
        if self.fields["cookie"]:
            errors += _take_params(self.fields["cookie"], "cookie", request.cookies, values)
        if self.fields["body"]:
            errors += _take_body(self.fields["body"], body, values)
        if "request" in self.special:
            values[self.special["request"]] = request
        if "background" in self.special:
            if state.get("background") is None:
                state["background"] = BackgroundTasks()
            values[self.special["background"]] = state["background"]
        if "response" in self.special:
            values[self.special["response"]] = response
        return values, errors

    async def _run(self, request, values):
        if self.kind == "generator":
            manager = _in_threadpool(contextlib.contextmanager(_callable(self.call))(**values))
            return await request._stack.enter_async_context(manager)
        if self.kind == "async generator":
            manager = contextlib.asynccontextmanager(_callable(self.call))(**values)
            return await request._stack.enter_async_context(manager)
        if self.kind == "coroutine":
            return await self.call(**values)
        return await run_in_threadpool(self.call, values)


def _callable(call):
    """What inspect looks at: the __call__ of an object that is no function."""
    if hasattr(call, "__code__") or hasattr(call, "__func__") or isinstance(call, type):
        return call
    return call.__call__


class _in_threadpool:
    """A context manager that blocks, as one that is awaited. Leaving needs no free token."""

    def __init__(self, manager):
        self._manager = manager

    async def __aenter__(self):
        return await run_in_threadpool(self._manager.__enter__, {})

    async def __aexit__(self, kind, error, trace):
        if error is not None and not isinstance(error, Exception):
            return False
        return await run_in_threadpool(lambda: self._manager.__exit__(kind, error, trace), {},
                                       limited=False)


def _take_params(fields, place, received, values):
    errors = []
    for field in fields:
        if field.takes_all and place in ("query", "header"):
            value = received.getlist(field.alias) or field.default
        else:
            value = received.get(field.alias)
        loc = (place, field.alias)
        if value is None:
            if field.required:
                errors.append(missing(loc))
            else:
                values[field.name] = field.default_value()
            continue
        checked, wrong = field.check(value, loc)
        if wrong:
            errors += wrong
        else:
            values[field.name] = checked
    return errors


def _take_body(fields, body, values):
    errors = []
    whole = len(fields) == 1 and not fields[0].info.embed
    if whole:
        body = {fields[0].alias: body}
    for field in fields:
        loc = ("body",) if whole else ("body", field.alias)
        value = None
        if body is not None:
            if not hasattr(body, "get"):
                errors.append(missing(loc))
                continue
            value = body.get(field.alias)
        if value is None:
            if field.required:
                errors.append(missing(loc))
            else:
                values[field.name] = field.default_value()
            continue
        checked, wrong = field.check(value, loc)
        if wrong:
            errors += wrong
        else:
            values[field.name] = checked
    return errors
