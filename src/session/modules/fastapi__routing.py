"""fastapi.routing: routes, and what happens from a request that found its route to the response."""

import json as _json

import _fields
import _signatures
import pydantic
from _dependants import Dependant
from _meanwhile import refuse
from _paths import PathPattern
from _threadpool import run_in_threadpool
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response

_UNSET = object()


def _has_body(status_code):
    return status_code is None or not (status_code < 200 or status_code in (204, 304))


def _plain(content, exclude_unset, exclude_defaults, exclude_none):
    """Models and dataclasses as dicts, so that a response's rule makes them anew."""
    import dataclasses

    options = {"exclude_unset": exclude_unset, "exclude_defaults": exclude_defaults,
               "exclude_none": exclude_none}
    if isinstance(content, pydantic.BaseModel):
        return content.dict(by_alias=True, **options)
    if isinstance(content, list):
        return [_plain(item, **options) for item in content]
    if isinstance(content, dict):
        return {key: _plain(item, **options) for key, item in content.items()}
    if dataclasses.is_dataclass(content):
        return dataclasses.asdict(content)
    return content


class APIRoute:
    __refused__ = ("app", "body_field", "dependant", "get_route_handler", "matches", "path_format",
                   "path_regex", "response_field", "unique_id", "url_path_for")

    def __init__(self, path, endpoint, *, methods, status_code=None, response_model=_UNSET,
                 response_class=None, dependencies=None, name=None, include=None, exclude=None,
                 by_alias=True, exclude_unset=False, exclude_defaults=False, exclude_none=False):
        assert callable(endpoint), "An endpoint must be a callable"
        self.path = path
        self.endpoint = endpoint
        self.name = name or endpoint.__name__
        self.methods = {method.upper() for method in methods}
        self.status_code = None if status_code is None else int(status_code)
        self.dependencies = list(dependencies or [])
        if response_model is _UNSET:
            response_model = _signatures.returned(endpoint)
            if isinstance(response_model, type) and issubclass(response_model, Response):
                response_model = None
        self.response_model = response_model
        self.response_class = response_class
        self._shape = {"include": include, "exclude": exclude, "by_alias": by_alias}
        self._exclude = {"exclude_unset": exclude_unset, "exclude_defaults": exclude_defaults,
                         "exclude_none": exclude_none}
        self._rule = None
        if response_model:
            assert _has_body(self.status_code), \
                f"Status code {self.status_code} must not have a response body"
            self._rule = _fields.Rule(response_model, _fields.FieldInfo())
        self._pattern = PathPattern(path)
        self._dependant = Dependant(self._pattern.names, endpoint)
        for depends in reversed(self.dependencies):
            self._dependant.add_first(depends)
        self._wants_body = self._dependant.prepare_body()
        self._is_coroutine = self._dependant.kind == "coroutine"

    def __repr__(self):
        return (f"{type(self).__name__}(path={self.path!r}, name={self.name!r}, "
                f"methods={sorted(self.methods)!r})")

    def under(self, prefix, dependencies):
        """The same route for another router."""
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made.path = prefix + self.path
        made.dependencies = list(dependencies) + self.dependencies
        made._pattern = PathPattern(made.path)
        made._dependant = Dependant(made._pattern.names, self.endpoint)
        for depends in reversed(made.dependencies):
            made._dependant.add_first(depends)
        made._wants_body = made._dependant.prepare_body()
        return made

    # -- a request --

    async def _body_of(self, request):
        sent = await request.body()
        if not self._wants_body or not sent:
            return None
        kind = request.headers.get("content-type")
        if kind:
            kind = kind.partition(";")[0].strip().lower()
            if kind != "application/json" and not (kind.startswith("application/") and
                                                   kind.endswith("+json")):
                return sent
        try:
            return await request.json()
        except _json.JSONDecodeError as error:
            about = {"msg": error.msg, "doc": error.doc, "pos": error.pos, "lineno": error.lineno,
                     "colno": error.colno}
            wrong = _fields.error(("body", error.pos), "value_error.jsondecode", str(error), **about)
            raise RequestValidationError([wrong], body=error.doc) from error
        except Exception as error:
            raise HTTPException(400, "There was an error parsing the body") from error

    async def respond(self, app, request):
        body = await self._body_of(request)
        hints = Response()  # what dependencies and handlers set on the response they are given
        del hints.headers["content-length"]
        hints.status_code = None
        state = {}
        values, errors = await self._dependant.solve(app, request, body, hints, {}, state)
        if errors:
            raise RequestValidationError(errors, body=body)
        if self._is_coroutine:
            content = await self.endpoint(**values)
        else:
            content = await run_in_threadpool(self.endpoint, values)
        background = state.get("background")
        if isinstance(content, Response):
            if content.background is None:
                content.background = background
            return content
        options = {"background": background}
        status_code = hints.status_code or self.status_code
        if status_code is not None:
            options["status_code"] = status_code
        content = await self._serialized(content)
        kind = self.response_class or app.default_response_class or JSONResponse
        response = kind(content, **options)
        if not _has_body(response.status_code):
            response.body = b""
        for field in hints.headers.items():
            response.headers.append(*field)
        return response

    async def _serialized(self, content):
        if self._rule is None:
            return jsonable_encoder(content)
        content = _plain(content, **self._exclude)
        if self._is_coroutine:
            value, errors = self._rule.check(content, ("response",))
        else:
            value, errors = await run_in_threadpool(self._rule.check,
                                                    {"value": content, "loc": ("response",)})
        if errors:
            kind = self._rule.type
            raise pydantic.ValidationError(errors, kind)
        return jsonable_encoder(value, **self._shape, **self._exclude)


class _PageRoute:
    """/docs and its like: they exist, but we do not draw them."""

    methods = {"GET", "HEAD"}

    def __init__(self, path):
        self.path = path
        self._pattern = PathPattern(path)

    async def respond(self, app, request):
        refuse(f"fastapi: {self.path}",
               "there is no browser here; FastAPI(openapi_url=None) leaves these pages out")


_DOCUMENTATION = ("tags", "summary", "description", "response_description", "responses",
                  "deprecated", "operation_id", "include_in_schema", "openapi_extra", "callbacks",
                  "generate_unique_id_function", "openapi_tags", "default")
_SHAPES = ("include", "exclude", "by_alias", "exclude_unset", "exclude_defaults", "exclude_none")


def _route_options(said):
    """A decorator's arguments as APIRoute takes them; those for /docs change no answer."""
    options = {}
    for name, value in said.items():
        if name in ("response_model", "status_code", "dependencies", "name", "response_class"):
            options[name] = value
        elif name.startswith("response_model_") and name[len("response_model_"):] in _SHAPES:
            options[name[len("response_model_"):]] = value
        elif name not in _DOCUMENTATION:
            raise TypeError(f"FastAPI.get() got an unexpected keyword argument '{name}'")
    return options


class _Verbs:
    """The decorators of an app and of a router, over its api_route()."""

    def get(self, path, **said):
        return self.api_route(path, methods=["GET"], **said)

    def put(self, path, **said):
        return self.api_route(path, methods=["PUT"], **said)

    def post(self, path, **said):
        return self.api_route(path, methods=["POST"], **said)

    def delete(self, path, **said):
        return self.api_route(path, methods=["DELETE"], **said)

    def options(self, path, **said):
        return self.api_route(path, methods=["OPTIONS"], **said)

    def head(self, path, **said):
        return self.api_route(path, methods=["HEAD"], **said)

    def patch(self, path, **said):
        return self.api_route(path, methods=["PATCH"], **said)


class APIRouter(_Verbs):
    __refused__ = ("add_api_websocket_route", "add_route", "add_websocket_route", "api_websocket_route",
                   "host", "lifespan", "lifespan_context", "mount", "route", "trace", "url_path_for",
                   "websocket", "websocket_route")

    def __init__(self, *, prefix="", tags=None, dependencies=None, default_response_class=None,
                 responses=None, callbacks=None, routes=None, redirect_slashes=True, default=None,
                 dependency_overrides_provider=None, route_class=None, on_startup=None,
                 on_shutdown=None, lifespan=None, deprecated=None, include_in_schema=True,
                 generate_unique_id_function=None):
        for name, value in (("routes", routes), ("default", default), ("route_class", route_class),
                            ("lifespan", lifespan)):
            if value is not None:
                refuse(f"fastapi: APIRouter({name}=…)", "use the decorators")
        if prefix:
            assert prefix.startswith("/"), "A path prefix must start with '/'"
            assert not prefix.endswith("/"), \
                "A path prefix must not end with '/', as the routes will start with '/'"
        self.prefix = prefix
        self.dependencies = list(dependencies or [])
        self.default_response_class = default_response_class
        self.redirect_slashes = redirect_slashes
        self.routes = []
        self.has_cleanup = False
        self.on_startup = list(on_startup or [])
        self.on_shutdown = list(on_shutdown or [])

    def add_api_route(self, path, endpoint, *, methods=None, dependencies=None, **said):
        options = _route_options(said)
        options.setdefault("response_class", self.default_response_class)
        self._add(APIRoute(self.prefix + path, endpoint, methods=methods or ["GET"],
                           dependencies=self.dependencies + list(dependencies or []), **options))

    def _add(self, route):
        self.routes.append(route)
        self.has_cleanup = self.has_cleanup or route._dependant.has_cleanup()

    def api_route(self, path, *, methods=None, **said):
        def decorate(function):
            self.add_api_route(path, function, methods=methods, **said)
            return function

        return decorate

    def include_router(self, router, *, prefix="", tags=None, dependencies=None,
                       default_response_class=None, responses=None, callbacks=None,
                       deprecated=None, include_in_schema=True, generate_unique_id_function=None):
        if prefix:
            assert prefix.startswith("/"), "A path prefix must start with '/'"
            assert not prefix.endswith("/"), \
                "A path prefix must not end with '/', as the routes will start with '/'"
        else:
            for route in router.routes:
                if route.path == "":
                    raise Exception("Prefix and path cannot be both empty (path operation: "
                                    f"{route.name})")
        before = self.dependencies + list(dependencies or [])
        for route in router.routes:
            made = route.under(self.prefix + prefix, before)
            if made.response_class is None:
                made.response_class = default_response_class or self.default_response_class
            self._add(made)
        self.on_startup += router.on_startup
        self.on_shutdown += router.on_shutdown

    def add_event_handler(self, event_type, func):
        assert event_type in ("startup", "shutdown")
        (self.on_startup if event_type == "startup" else self.on_shutdown).append(func)

    def on_event(self, event_type):
        def decorate(function):
            self.add_event_handler(event_type, function)
            return function

        return decorate

    async def _run_handlers(self, handlers):
        for handler in handlers:
            if _signatures.kind(handler) == "coroutine":
                await handler()
            else:
                handler()

    async def startup(self):
        await self._run_handlers(self.on_startup)

    async def shutdown(self):
        await self._run_handlers(self.on_shutdown)

    async def respond(self, app, request):
        """The response of the first route whose path and method fit."""
        path = request._path
        other_method = None
        for route in self.routes:
            values = route._pattern.match(path)
            if values is None:
                continue
            if request.method in route.methods:
                request.path_params = values
                return await route.respond(app, request)
            if other_method is None:
                other_method = route
        if other_method is not None:
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(other_method.methods))})
        if self.redirect_slashes and path != "/":
            other = path.rstrip("/") if path.endswith("/") else path + "/"
            for route in self.routes:
                if route._pattern.match(other) is not None:
                    return RedirectResponse(request._url_to(other))
        raise HTTPException(404)
