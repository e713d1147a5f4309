"""What uvicorn is for an app: takes the requests that arrive at its host, has the app answer each in a
task of its own, and logs what goes wrong. A server is the main thread of a process of its own, with an
event loop: its tasks are counted from Task-1 and its thread calls itself MainThread. Under uvicorn.run()
it is the thread that called that."""

import asyncio
import sys
import threading
import time
import traceback

import _apps
import _asyncio
import _http
from _threadpool import close_threadpool

_unnamed = []
_servers = []


def find_names():
    """An app that is a variable of the program is reachable by its name: app.local."""
    import _tools

    if not _unnamed:
        return
    named = []
    for name, value in _tools.global_values("__main__"):
        for server in _unnamed:
            if server.app is value:
                named.append(server)
                server.serve_as(name.lower() + ".local")
    for server in named:
        if server in _unnamed:
            _unnamed.remove(server)
    if not _unnamed:
        _apps.watch(None)


class _MainThread(threading.Thread):
    """The main thread of a server's process, shown under its host's name."""

    def __init__(self, target, shown):
        super().__init__(target=target, name="MainThread", daemon=True)
        self._shown = shown

    def start(self):
        _apps.start(self, self._shown)


class Server:
    """Of one app: made with it, running from the first request, or from uvicorn.run(), to the end."""

    def __init__(self, app):
        self.app = app
        self.gate = _apps.Gate(self.start)
        self.log_level = 40
        self.access_log = None  # a function(request, status), or None
        self.thread = None  # its own, unless uvicorn.run() serves it
        self.has_load = False  # of the world
        self.is_open = False
        self.has_failed = False
        self._loop = None
        self._waits_for_first = False
        self._is_up = False
        self._is_closing = False
        self._waiting = []
        self._tasks = {}  # of requests, and whether each is answered
        self._was_asked = False
        self._dated_at = None
        self._date_text = ""
        _unnamed.append(self)
        _servers.append(self)
        _apps.watch(find_names)

    def serve_as(self, name):
        self.gate.serve(name)
        if _apps.has_load(name):
            self.has_load = True
            self.start()

    # -- the server's life --

    def start(self):
        """Runs it in a process of its own, which begins when the program first waits: the main thread
        may come to uvicorn.run() before."""
        if self.thread is None:
            self.thread = _MainThread(self._run_alone, self.gate.names[0])
            self.thread.start()

    def _run_alone(self):
        if not self.is_open:
            self._run()

    def run_until_over(self, names, address):
        """For uvicorn.run(): serves on this thread, also as the hosts of these names, until the world
        sends nothing more."""
        self._run(names, address)

    def _run(self, names=(), address=None):
        """Serves until close(). The app starts up at once if the world sends load, which waits for
        that, or if there is an address to tell, at which it listens afterwards; else when the first
        request arrives."""
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        _asyncio._name_tasks_from(loop, 2)  # Task-1 is uvicorn's own, Task-2 for startup
        self._loop = loop
        self.is_open = True
        self.gate.open(loop, self._take)
        _apps.enter()
        try:
            if address is None and not self.has_load:
                self._waits_for_first = True
                loop.run_forever()
                self._waits_for_first = False
            if not self._is_closing:
                self._start_up(loop)
            if self._is_up and address is not None:
                for name in names:
                    self.gate.serve(name)
                self.log(20, f"Uvicorn running on {address} (Press CTRL+C to quit)")
                self._close_when_over(loop)
            if self._is_up:
                self.gate.ready()
                loop.call_soon(self._end_if_done)
                loop.run_forever()
        finally:
            self.gate.close()
            self.is_open = False
            try:
                asyncio._cancel_all_tasks(loop)
                loop.run_until_complete(loop.shutdown_asyncgens())
                loop.run_until_complete(loop.shutdown_default_executor())
            finally:
                _apps.leave()
                close_threadpool(loop)
                asyncio.set_event_loop(None)
                loop.close()

    def _start_up(self, loop):
        self.log(20, "Waiting for application startup.")
        try:
            if self.app.router.on_startup:
                async def startup():
                    await self.app.router.startup()

                loop.run_until_complete(_named(startup, "startup")())
            else:
                _asyncio._name_tasks_from(loop, 3)
        except Exception:
            self.has_failed = True
            self.log(40, traceback.format_exc())
            self.log(40, "Application startup failed. Exiting.")
            self._waiting.clear()
            return
        self.log(20, "Application startup complete.")
        self._is_up = True
        for arrival in self._waiting:
            self._begin(arrival)
        self._waiting.clear()

    def _close_when_over(self, loop):
        if self._is_closing:
            return
        left = asyncio.all_tasks(loop)
        if _apps.is_over() and not left and not self._was_asked:
            name = self.gate.names[-1]
            _apps.refuse(f"uvicorn.run() would wait for ever: nothing sends requests to {name}",
                         f"add a line such as # meanwhile: load {name}/ clients 10 each 10")
        elif _apps.is_over() and not self._was_asked:
            for task in left:  # of the app's own: perhaps they send something
                task.add_done_callback(lambda task: self._close_when_over(loop))
        _apps.when_over(loop, self._over)

    def _over(self):
        if not self._is_closing:
            self.log(20, "Shutting down")
            self._close()

    def close(self):
        """At the end of the program, whose clients end with it: requests that are not answered are
        given up, and the server ends when what goes on behind the answers is done."""
        if self.is_open:
            self._loop.call_soon_threadsafe(self._give_up)

    def _give_up(self):
        self.gate.end()
        self._close()
        for task, is_answered in list(self._tasks.items()):
            if not is_answered:
                task.cancel()

    def _close(self):
        self._is_closing = True
        if self._waits_for_first:
            self._loop.stop()
        self._end_if_done()

    def _end_if_done(self):
        if not self._is_closing or self._tasks or not self._is_up:
            return
        self._is_up = False
        self.log(20, "Waiting for application shutdown.")
        if not self.app.router.on_shutdown:
            self.log(20, "Application shutdown complete.")
            self._loop.stop()
            return

        async def shutdown():
            try:
                await self.app.router.shutdown()
            except Exception:
                self.log(40, traceback.format_exc())
                self.log(40, "Application shutdown failed. Exiting.")
            else:
                self.log(20, "Application shutdown complete.")
            self._loop.stop()

        self._loop.create_task(_named(shutdown, "shutdown")())

    # -- requests --

    def _take(self):
        for arrival in self.gate.take():
            if self._is_up:
                self._begin(arrival)
            else:
                self._waiting.append(arrival)
                if self._waits_for_first:
                    self._loop.stop()

    def _begin(self, arrival):
        self._was_asked = True

        async def handle():
            await self._handle(arrival)

        name = f"{arrival.method} {_http.Url(arrival.url).path}"
        task = self._loop.create_task(_named(handle, name)())
        self._tasks[task] = False
        task.add_done_callback(self._done)

    def _done(self, task):
        del self._tasks[task]
        self._end_if_done()
        _apps.check()

    async def _handle(self, arrival):
        from fastapi.requests import Request

        task = asyncio.current_task()
        arrival.serve()
        client = ("127.0.0.1", 40000 + arrival.number % 20000)
        request = Request(self.app, arrival.method, arrival.url, arrival.headers, arrival.body,
                          client)

        async def send(response):
            status = response.status_code
            if not isinstance(status, int) or not 200 <= status < 1000:
                raise RuntimeError(f"Response status_code should be in range [200, 1000), not {status}")
            headers = [("date", self._date()), ("server", "uvicorn")] + response.headers.items()
            if self.access_log is not None:
                self.access_log(request, response.status_code)
            self._tasks[task] = True
            arrival.answer(response.status_code, headers, response._bytes())

        try:
            await self.app.answer(request, send)
        except Exception:
            self._log_exception()
        except (SystemExit, asyncio.CancelledError):
            if self._is_closing and not self._tasks[task]:
                return
            self._log_exception()
            headers = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]
            arrival.answer(500, headers, b"Internal Server Error")

    def _date(self):
        now = int(time.time())
        if now != self._dated_at:
            self._dated_at = now
            self._date_text = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(now))
        return self._date_text

    # -- the log --

    def _log_exception(self):
        self.log(40, "Exception in ASGI application\n" + traceback.format_exc().rstrip("\n"))

    def log(self, level, message):
        if level >= self.log_level:
            print(_PREFIXES[level] + message, file=sys.stderr)


_PREFIXES = {20: "INFO:     ", 30: "WARNING:  ", 40: "ERROR:    "}


def _named(function, name):
    """A task is shown by its function's name."""
    function.__name__ = function.__qualname__ = name
    return function


def finish():
    """At the end of the run: the servers end when they have nothing more to do."""
    for server in _servers:
        if server.thread is not None and server.thread.is_alive():
            server.close()
            server.thread.join()
