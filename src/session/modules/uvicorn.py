"""uvicorn 0.17.6's run(): serves an app on the main thread until the world sends nothing more."""

import os
import sys

import _app_server
from _meanwhile import refuse
from fastapi.exceptions import PHRASES

__version__ = "0.17.6"

_LEVELS = {"critical": 50, "error": 40, "warning": 30, "info": 20, "debug": 10, "trace": 5}
_IDLE = ("reload", "reload_dirs", "reload_includes", "reload_excludes", "reload_delay", "loop", "http",
         "ws", "lifespan", "use_colors", "proxy_headers", "forwarded_allow_ips", "env_file", "debug",
         "server_header", "date_header", "interface", "backlog", "timeout_keep_alive", "app_dir")


def _load(app):
    """An app, or the text "module:variable" that names one of this program."""
    import _tools

    if not isinstance(app, str):
        return app
    module, colon, name = app.partition(":")
    if not colon or not name.isidentifier():
        refuse(f'uvicorn.run("{app}")', 'name a variable of this file: uvicorn.run("main:app")')
    return _tools.global_value("__main__", name)


def run(app, *, host="127.0.0.1", port=8000, log_level=None, access_log=True, workers=None,
        **options):
    for name in options:
        if name not in _IDLE:
            refuse(f"uvicorn.run({name}=…)", "leave it out")
    if workers is not None and workers != 1:
        refuse(f"uvicorn.run(workers={workers})", "a server has one process here")
    loaded = _load(app)
    if not hasattr(loaded, "_server"):
        refuse(f"uvicorn.run() with a {type(loaded).__name__}", "serve an app made by FastAPI()")
    server = loaded._server
    server.log_level = _LEVELS.get(log_level, 20) if isinstance(log_level, str) else log_level or 20
    if access_log and server.log_level <= 20:
        server.access_log = _log_access
    _app_server.find_names()
    server.log(20, f"Started server process [{os.getpid()}]")
    if server.is_open:
        refuse("uvicorn.run() with an app that has served requests already",
               "send them to the address that uvicorn.run() serves")
    server.run_until_over(_names(host, port), f"http://{host}:{port}")
    if server.has_failed:
        sys.exit(3)
    server.log(20, f"Finished server process [{os.getpid()}]")


def _names(host, port):
    names = [host]
    if host in ("127.0.0.1", "localhost", "0.0.0.0", "::"):
        names = ["127.0.0.1", "localhost"]
    return [name if port == 80 else f"{name}:{port}" for name in names]


def _log_access(request, status_code):
    path = request._path + ("?" + request._query if request._query else "")
    phrase = PHRASES.get(status_code, "")
    print(f'INFO:     {request.client.host}:{request.client.port} - "{request.method} {path} '
          f'HTTP/1.1" {status_code} {phrase}')

