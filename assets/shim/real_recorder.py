"""The record of a run on the real clock: lines in shared memory. Threads write as they go, so lines
may be a little out of order; the reader sorts them by time."""

import _thread
import errno
import functools
import mmap
import os
import sys
from json import dumps
from time import monotonic_ns

from . import recorder

END_BYTES = 1 << 16  # kept free for the last events

# What src/sim/host.c calls failures, by the exceptions of all clients and of what they stand on.
FAILURES = {
    "ConnectionRefusedError": "connect",
    "ConnectionResetError": "reset",
    "RemoteDisconnected": "reset",
    "ServerDisconnectedError": "reset",
    "ConnectTimeout": "connect timeout",
    "ConnectTimeoutError": "connect timeout",
    "ReadTimeout": "read timeout",
    "ReadTimeoutError": "read timeout",
    "SocketTimeoutError": "read timeout",
    "ServerTimeoutError": "read timeout",
    "CancelledError": "cancelled",
}


def stop(code, message):
    from . import real_start

    real_start.stop(code, message)


class Here(_thread._local):
    """What is known of each thread: where recorder.Recorder wants to look, and more."""

    lane = 0
    task = None
    is_waiting = False  # in a blocking call that is recorded: those within it are not
    by = None  # the lane that ended the last wait for a condition
    turn_is_due = False  # the loop has looked for events, and runs nothing yet
    connecting = None  # the request for which a blocking client makes a connection

    def __init__(self):
        self.printed = {}  # fd → (lane, line) and the pieces of one print() so far


class Started:
    """A thread that is about to begin."""

    lane = 0


class Request:
    """One request on its way through a client."""

    def __init__(self, recorder, number, lane, line):
        self.recorder = recorder
        self.number = number
        self.lane = lane
        self.line = line
        self.status = None  # once it is known
        self.at = None  # the phase
        self.is_over = False

    def phase(self, name):
        if not self.is_over and self.at != name:
            self.at = name
            self._write("phase", phase=name)

    def ends(self):
        if not self.is_over:
            self._write("response", status=self.status)
            self._is_over()

    def fails(self, error, late="total timeout"):
        """`late` is what a plain TimeoutError means."""
        if not self.is_over:
            self._write("request_failed", error=failure_name(error, late))
            self._is_over()

    def closes(self):
        """The connection is done with it, one way or the other; fails() says how if it failed."""
        if self.status is not None:
            self.ends()

    def _write(self, kind, **more):
        self.recorder.event(kind, self.lane, self.line, **more, request=self.number)

    def _is_over(self):
        self.is_over = True
        self.recorder.under_way[self.lane].remove(self)


class RealRecorder(recorder.Recorder):
    def __init__(self, fd, is_own, calls_max, events_max):
        super().__init__(is_own)
        self.memory = mmap.mmap(fd, 0)
        self.room = len(self.memory) - END_BYTES
        self.cut = 0  # events that did not fit
        self.local = Here()
        self.numbers = _thread.allocate_lock()  # numbers of lanes and requests grow with time
        self.under_way = {}  # lane → its requests
        self.calls_max = calls_max
        self.events_left = events_max or 1 << 62
        self.origin_ns = 0
        os.register_at_fork(after_in_child=self.leave_alone)

    def begins(self):
        """Now is the program's first line."""
        self.origin_ns = monotonic_ns()
        self.write(0, "thread", 0, 0, {})

    def leave_alone(self):
        """This is a worker process, forked: the record is its parent's."""
        self.room = 0
        self.finished = True

    def now_ns(self):
        return monotonic_ns() - self.origin_ns

    def here(self):
        return self.local

    def woken_by(self):
        by, self.local.by = self.local.by, None
        return by

    def time_of(self, seconds):
        return max(round(seconds * 1e9) - self.origin_ns, 0)

    # --- writing ---

    def write(self, t_ns, kind, lane, line, more):
        text = f'{{"t": {t_ns}, "ev": "{kind}", "lane": {lane}'
        if kind == "created" or kind == "thread":
            key, name = self.names[lane]
            text += f', "{key}": {quoted(name)}'
        if line:
            text += f', "line": {line}'
        for key, value in more.items():
            if type(value) is int:
                text += f', "{key}": {value}'
            elif value is not None:
                text += f', "{"for" if key == "for_" else key}": {quoted(value)}'
        data = (text + "}\n").encode()
        self.events_left -= 1
        if self.events_left == 0:
            stop(120, "the trace is full (--limit-events raises the budget)")
        if self.memory.tell() + len(data) > self.room:
            self.cut += 1
        else:
            self.memory.write(data)

    def finish(self, code):
        if not self.finished:
            for fd in list(self.local.printed):
                self.end_print(fd)
            self.room += END_BYTES
            if self.cut:
                self.event("cut", 0, events=self.cut)
            super().finish(code)

    def print_piece(self, fd, text):
        """print() writes its arguments and separators one by one; the trace has one event for them."""
        where = (self.lane(), self.line())
        printed = self.local.printed
        if fd in printed and printed[fd][0] != where:
            self.end_print(fd)
        if fd not in printed:
            printed[fd] = (where, [])
        printed[fd][1].append(text)
        if text.endswith("\n"):
            self.end_print(fd)

    def end_print(self, fd):
        (lane, line), pieces = self.local.printed.pop(fd)
        self.event("print", lane, line, fd=fd, text="".join(pieces))

    # --- what has a number ---

    def thread_started(self, thread, function):
        with self.numbers:
            super().thread_started(thread, function)

    def task_created(self, task, coro):
        """Tasks that a client makes for its own ends are not shown: what they do is the request's."""
        if is_made_by_client():
            return
        with self.numbers:
            super().task_created(task, coro)

    def request_begins(self, call):
        lane = self.lane()
        line = self.line()
        with self.numbers:
            self.requests += 1
            number = self.requests
            self.event("request", lane, line, call=call, request=number)
        if self.calls_max and number > self.calls_max:
            stop(120, f"the budget of {self.calls_max} calls is used up")
        request = Request(self, number, lane, line)
        self.under_way.setdefault(lane, []).append(request)
        return request

    # --- blocking calls ---

    def blocked(self, reason, function, *args, **more):
        """Calls the function; its time is a wait, if it is not a part of another."""
        here = self.local
        if here.is_waiting:
            return function(*args)
        note = self.block_begins(reason, **more)
        here.is_waiting = True
        here.by = None
        try:
            return function(*args)
        finally:
            here.is_waiting = False
            self.block_ends(note)

    def client_wait(self, task, library):
        for _, frame in library:
            if is_client(frame.f_code.co_filename):
                requests = self.under_way.get(task._lane)
                if requests:
                    reason = "connection" if requests[-1].at == "pool" else "request"
                    return reason, {"request": requests[-1].number}
                return None
        return None


def is_made_by_client():
    """Whether the first to be found above asyncio's own frames is an HTTP client."""
    frame = sys._getframe(2)
    while frame is not None:
        filename = frame.f_code.co_filename
        if is_client(filename):
            return True
        if not filename.startswith((recorder.ASYNCIO, recorder.OURS)):
            return False
        frame = frame.f_back
    return False


def failure_name(error, late):
    """What broke the request off, as the simulation calls it where that has a name for it."""
    seen = error
    while seen is not None:
        name = FAILURES.get(type(seen).__name__)
        if name is None and getattr(seen, "errno", None) == errno.ECONNRESET:
            name = "reset"
        elif name is None and isinstance(seen, TimeoutError):
            name = late
        if name is not None:
            return name
        seen = seen.__cause__ or seen.__context__
    return type(error).__name__


@functools.lru_cache(maxsize=256)
def quoted(text):
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no text
    return dumps(text)


_client_cache = {}


def is_client(filename):
    """Whether a file is an HTTP client's."""
    known = _client_cache.get(filename)
    if known is None:
        parts = filename.split("/")
        known = any(name in parts for name in ("aiohttp", "httpx", "httpcore", "anyio"))
        _client_cache[filename] = known
    return known
