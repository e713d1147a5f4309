"""FastAPI 0.92 as a server inside the simulated network: what a program declares. How it answers is
fastapi.routing's, how it is served _app_server's. Answers are what Debian's fastapi and uvicorn send."""

import _app_server
import fastapi.status
from _middleware import pass_through
from _dependants import Body, Cookie, Depends, Header, Path, Query
from _meanwhile import refuse
from contextlib import AsyncExitStack
from fastapi.background import BackgroundTasks
from fastapi.datastructures import State
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import HTTPException, RequestValidationError
from fastapi.requests import Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.routing import APIRouter, _PageRoute, _Verbs

import _signatures
from _threadpool import run_in_threadpool

__version__ = "0.92.0"
status = fastapi.status


def _http_exception(request, error):
    if error.status_code < 200 or error.status_code in (204, 304):
        return Response(status_code=error.status_code, headers=error.headers)
    return JSONResponse({"detail": error.detail}, status_code=error.status_code,
                        headers=error.headers)


def _validation_exception(request, error):
    return JSONResponse({"detail": jsonable_encoder(error.errors())}, status_code=422)


class FastAPI(_Verbs):
    __refused__ = ("add_api_websocket_route", "add_middleware", "add_route", "add_websocket_route",
                   "build_middleware_stack", "host", "middleware_stack", "mount", "openapi",
                   "openapi_schema", "route", "setup", "trace", "url_path_for", "user_middleware",
                   "websocket", "websocket_route")

    def __init__(self, *, debug=False, title="FastAPI", description="", version="0.1.0",
                 openapi_url="/openapi.json", openapi_tags=None, servers=None, dependencies=None,
                 default_response_class=None, docs_url="/docs", redoc_url="/redoc",
                 swagger_ui_oauth2_redirect_url="/docs/oauth2-redirect",
                 swagger_ui_init_oauth=None, exception_handlers=None, on_startup=None,
                 on_shutdown=None, terms_of_service=None, contact=None, license_info=None,
                 root_path="", root_path_in_servers=True, responses=None, callbacks=None,
                 deprecated=None, include_in_schema=True, swagger_ui_parameters=None,
                 generate_unique_id_function=None, **more):
        for name in ("routes", "middleware", "openapi_prefix", "lifespan"):
            if more.get(name):
                refuse(f"FastAPI({name}=…)", "use the decorators")
        if debug or root_path:
            refuse("FastAPI(debug=…) and FastAPI(root_path=…)", "leave them out")
        self.title = title
        self.description = description
        self.version = version
        self.docs_url = docs_url
        self.redoc_url = redoc_url
        self.openapi_url = openapi_url
        self.debug = False
        self.state = State()
        self.dependency_overrides = {}
        self.default_response_class = default_response_class
        self.router = APIRouter(dependencies=dependencies, on_startup=on_startup,
                                on_shutdown=on_shutdown)
        self.exception_handlers = dict(exception_handlers or {})
        self.exception_handlers.setdefault(HTTPException, _http_exception)
        self.exception_handlers.setdefault(RequestValidationError, _validation_exception)
        if openapi_url:
            pages = [openapi_url]
            if docs_url:
                pages += [docs_url, swagger_ui_oauth2_redirect_url]
            pages.append(redoc_url)
            self.router.routes += [_PageRoute(page) for page in pages if page]
        self._dispatches = []  # of middleware, the outermost first
        self._server = _app_server.Server(self)

    @property
    def routes(self):
        return self.router.routes

    # -- what the program declares --

    def add_api_route(self, path, endpoint, **said):
        _app_server.find_names()
        self.router.add_api_route(path, endpoint, **said)

    def api_route(self, path, **said):
        _app_server.find_names()
        return self.router.api_route(path, **said)

    def include_router(self, router, **said):
        _app_server.find_names()
        self.router.include_router(router, **said)

    def on_event(self, event_type):
        return self.router.on_event(event_type)

    def add_event_handler(self, event_type, func):
        self.router.add_event_handler(event_type, func)

    def add_exception_handler(self, exc_class_or_status_code, handler):
        self.exception_handlers[exc_class_or_status_code] = handler

    def exception_handler(self, exc_class_or_status_code):
        def decorate(function):
            self.add_exception_handler(exc_class_or_status_code, function)
            return function

        return decorate

    def middleware(self, middleware_type):
        assert middleware_type == "http", 'Currently only middleware("http") is supported.'

        def decorate(function):
            self._dispatches.insert(0, function)
            return function

        return decorate

    # -- a request --

    def _handler_for(self, error):
        if isinstance(error, HTTPException):
            handler = self.exception_handlers.get(error.status_code)
            if handler is not None and error.status_code != 500:
                return handler
        for kind in type(error).__mro__:
            if kind in self.exception_handlers and kind is not Exception:
                return self.exception_handlers[kind]
        return None

    async def _call_handler(self, handler, request, error):
        if _signatures.kind(handler) == "coroutine":
            return await handler(request, error)
        if handler is _http_exception or handler is _validation_exception:
            return handler(request, error)
        return await run_in_threadpool(lambda: handler(request, error), {})

    async def _respond(self, request, send):
        response = await self.router.respond(self, request)
        await send(response)
        if response.background is not None:
            await response.background()

    async def _answer_by_route(self, request, send):
        """The innermost: dependencies with a yield are left when all is done."""
        if not self.router.has_cleanup and not self.dependency_overrides:
            await self._respond(request, send)
            return
        raised = None
        async with AsyncExitStack() as stack:
            request._stack = stack
            try:
                await self._respond(request, send)
            except Exception as error:
                raised = error
                raise
        if raised is not None:
            raise raised

    async def _answer_with_handlers(self, request, send):
        """With the handlers of exceptions around it."""
        sent = []

        async def send_once(response):
            sent.append(response)
            await send(response)

        try:
            await self._answer_by_route(request, send_once)
        except Exception as error:
            handler = self._handler_for(error)
            if handler is None:
                raise
            if sent:
                raise RuntimeError("Caught handled exception, but response already started.") \
                    from error
            response = await self._call_handler(handler, request, error)
            await send(response)
            if response.background is not None:
                await response.background()

    async def answer(self, request, send):
        """Answers with `await send(response)`, once. What it raises is for the server's log: the answer
        has been sent all the same."""
        sent = []

        async def send_once(response):
            sent.append(response)
            await send(response)

        try:
            await pass_through(self._dispatches, request, send_once, self._answer_with_handlers)
        except Exception as error:
            handler = self.exception_handlers.get(500) or self.exception_handlers.get(Exception)
            if handler is None:
                response = PlainTextResponse("Internal Server Error", status_code=500)
            else:
                response = await self._call_handler(handler, request, error)
            if not sent:
                await send(response)
            raise
