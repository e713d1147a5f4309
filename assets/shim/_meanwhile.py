"""What the HTTP clients stand on, for CPython: the contract is at the top of src/session/net.h.
Each request is put to the parent process (see run.py), which draws from the world and says when to
come back, until the outcome is known."""

import asyncio
import base64
import json
import threading
from collections import deque

from shim import machine, patches


def _tell(message):
    if patches.options.channel is None:
        machine.die(2, "there is no world to send a request to: use meanwhile run --engine cpython-sim")
    channel = patches.channel()
    channel.write(json.dumps(message) + "\n")
    channel.flush()
    return channel


def _ask(message):
    line = _tell(message).readline()
    if not line:
        machine.die(122, "the parent process has gone")
    return json.loads(line)


def monotonic_ns():
    return machine.now_ns


def refuse(what, hint):
    machine.die(2, f"error: {what} is not available\n    hint: {hint}")


def has_own(client, methods):
    return all(getattr(type(client), name) is method and name not in vars(client)
               for name, method in methods)


class Url:
    is_usual = False  # who asks has to look at everything

    def __init__(self, text):
        self.text = text
        rest, mark, self.fragment = text.partition("#")
        rest, self.asked, self.query = rest.partition("?")
        scheme, colon, behind = rest.partition(":")
        self.scheme = ""
        if colon and _is_scheme(scheme):
            self.scheme = scheme.lower()
            rest = behind
        self.authority = ""
        if rest.startswith("//"):
            self.authority, slash, path = rest[2:].partition("/")
            rest = slash + path
        self.path = rest
        self.user, at, self.place = self.authority.rpartition("@")
        colon_at = self.place.find(":", self.place.find("]") + 1)
        self.host = self.place if colon_at < 0 else self.place[:colon_at]
        self.port_text = "" if colon_at < 0 else self.place[colon_at + 1:]
        self.origin = self.scheme + "://" + self.place.lower()


def _is_scheme(text):
    return text[:1].isalpha() and text.isascii() and all(
        character.isalnum() or character in "+-." for character in text)


class _Exchange:
    """One request on its way: what src/sim/exchange.h calls one."""

    def __init__(self, method, url, headers, body, connect, read, total, fresh, place):
        self.url = url
        if place is None:
            self.record = _begin_record(method, url)
        else:
            self.record = place.record
            fresh = place.fresh
        self._hear(_ask({
            "ask": "request",
            "t": machine.now_ns,
            "method": method,
            "url": url,
            "headers": [[name, value] for name, value in headers],
            "body": base64.b64encode(body).decode("ascii"),
            "connect": connect,
            "read": read,
            "total": total,
            "fresh": bool(fresh),
        }))

    def _hear(self, answer):
        self.answer = answer
        self.id = answer.get("id")
        self.due_ns = machine.FOREVER if answer["due"] is None else answer["due"]
        if self.record is not None:
            self.record.knows(answer)

    @property
    def is_over(self):
        return self.id is None and self.due_ns <= machine.now_ns

    def go_on(self):
        if self.id is not None and self.due_ns <= machine.now_ns:
            self._hear(_ask({"ask": "go_on", "id": self.id, "t": machine.now_ns}))

    def end(self):
        if self.id is not None:
            _tell({"ask": "drop", "id": self.id})
        if self.record is not None:
            self.record.ends()

    def outcome(self):
        answer = self.answer
        if answer["failure"]:
            return answer["failure"], 0, "", (), (), b"", 0
        headers = tuple((name, value) for name, value in answer["headers"])
        cookies = tuple(value for name, value in headers if name.lower() == "set-cookie")
        body = base64.b64decode(answer["body"])
        return "", answer["status"], answer["reason"], headers, cookies, body, answer["receive_ns"]


def _begin_record(method, url):
    recorder = machine.recorder
    return None if recorder is None else recorder.request_begins(f"{method} {url}")


def request_blocking(*request):
    exchange = _Exchange(*request)
    what = f"a reply from {exchange.url}"
    note = None
    if exchange.record is not None:
        note = machine.recorder.block_begins("request", request=exchange.record.number)
    if exchange.is_over:
        machine.sleep_until(0, what)
    while not exchange.is_over:
        machine.block(None if exchange.due_ns == machine.FOREVER else exchange.due_ns, what)
        exchange.go_on()
    if note is not None:
        machine.recorder.block_ends(note)
    exchange.end()
    return exchange.outcome()


async def request(*request):
    exchange = _Exchange(*request)
    try:
        if exchange.is_over:
            await asyncio.sleep(0)
        while not exchange.is_over:
            await _until("request", exchange.record, exchange.due_ns)
            exchange.go_on()
    finally:
        exchange.end()
    return exchange.outcome()


async def _until(reason, record, due_ns, place=None):
    """Until the time, or until the place is called up."""
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    if place is not None:
        place.future = future
    if record is not None:
        machine.recorder.waits_for_request(future, reason, record.number)
    timer = None
    if due_ns != machine.FOREVER:
        timer = loop.call_later((due_ns - machine.now_ns) / 1e9, _resolve, future)
    try:
        await future
    finally:
        if timer is not None:
            timer.cancel()


def _resolve(future):
    if not future.done():
        future.set_result(None)


# --- the line before a client's pool: src/session/line.h ---


class _Place:
    def __init__(self, origin, number, record):
        self.origin = origin
        self.number = number
        self.record = record
        self.fresh = True
        self.is_called = False
        self.is_gone = False
        self.future = None  # of wait_in_line()
        self.thread = None  # in wait_in_line_blocking()

    def call_up(self):
        self.is_called = True
        if self.thread is not None:
            machine.wake(self.thread)
        elif self.future is not None:
            _resolve(self.future)


def _deadline(seconds):
    return machine.FOREVER if seconds is None else machine.after(machine.to_ns(seconds))


async def wait_in_line(place, seconds):
    due_ns = _deadline(seconds)
    if due_ns <= machine.now_ns:
        await asyncio.sleep(0)
    else:
        await _until("connection", place.record, due_ns, place)
    return place.is_called


def wait_in_line_blocking(place, seconds):
    due_ns = _deadline(seconds)
    note = None
    if place.record is not None:
        note = machine.recorder.block_begins("connection", request=place.record.number)
    place.thread = machine.current
    waited = False
    while not (place.is_called or waited and machine.now_ns >= due_ns):
        waited = True
        if due_ns <= machine.now_ns:
            machine.sleep_until(due_ns, "a free connection")
        else:
            machine.block(None if due_ns == machine.FOREVER else due_ns, "a free connection")
    place.thread = None
    if note is not None:
        machine.recorder.block_ends(note)
    return place.is_called


# --- a client's connections: src/session/pool.h ---


class _Idle:
    """The idle connections, by origin."""

    def __init__(self, most, keep_ns, shared, origins):
        self._most = most
        self._keep_ns = keep_ns
        self._shared = shared
        self._origins = origins
        self.since = {}
        self._count = 0

    def take(self, origin):
        """Takes the connection that was used last; whether there was none, so that a new one is
        needed."""
        since = self.since.get(origin)
        if not since:
            return True
        self._count -= 1
        last_ns = since.pop()
        if self._keep_ns is not None and machine.now_ns - last_ns > self._keep_ns:
            self._count -= len(since)
            since.clear()
            return True
        return False

    def put(self, origin, busy):
        """`busy`: the connections in use, which a shared limit counts as well; None: it is kept in
        any case."""
        since = self.since.get(origin)
        if since is None or self._origins is not None:
            self.since.pop(origin, None)
            since = self.since[origin] = since or []
            if self._origins is not None and len(self.since) > self._origins:
                oldest = next(iter(self.since))
                self._count -= len(self.since.pop(oldest))
        count = self._count + (busy or 0) if self._shared else len(since)
        if self._most is None or busy is None or count < self._most:
            since.append(machine.now_ns)
            self._count += 1

    def clear(self):
        self.since.clear()
        self._count = 0


class Pool:
    # Threads may share a pool, and be interrupted anywhere: hence the lock.

    def __init__(self, most, most_each, idle_most, keep_ns, shared=False, origins=None):
        self.most = most
        self.most_each = most_each
        self._idle = _Idle(idle_most, keep_ns, shared, origins)
        self.busy = 0
        self._busy_at = {}
        self._lines = {}  # by origin, or one line if origins have no limits of their own
        self.standing = 0
        self._number = 0
        self._lock = threading.Lock()

    def _has_room(self, origin):
        if self.most and self.busy >= self.most:
            return False
        return not self.most_each or self._busy_at.get(origin, 0) < self.most_each

    def enter(self, origin):
        with self._lock:
            return self._take(origin) if self._has_room(origin) else None

    def _take(self, origin):
        self.busy += 1
        if self.most_each:
            self._busy_at[origin] = self._busy_at.get(origin, 0) + 1
        return self._idle.take(origin)

    def line_up(self, origin, method, url):
        with self._lock:
            self._number += 1
            place = _Place(origin, self._number, _begin_record(method, url))
            if place.record is not None:
                place.record.stands_in_line()
            key = origin if self.most_each else None
            if key not in self._lines:
                self._lines[key] = deque()
            self._lines[key].append(place)
            self.standing += 1
            self._call_next()
            return place

    def leave(self, origin, kept):
        with self._lock:
            self._give_back(origin, kept)

    def _give_back(self, origin, kept):
        self.busy -= 1
        if self.most_each:
            self._busy_at[origin] -= 1
        if kept:
            self._idle.put(origin, None if self.standing else self.busy)
        if self.standing:
            self._call_next()

    def _call_next(self):
        first = None
        for line in self._lines.values():
            while line and line[0].is_gone:
                line.popleft()
            if line and self._has_room(line[0].origin):
                if first is None or line[0].number < first[0].number:
                    first = line
        if first is not None:
            place = first.popleft()
            self.standing -= 1
            place.fresh = self._take(place.origin)
            place.call_up()

    def give_up(self, place, why):
        with self._lock:
            if place.record is not None:
                place.record.ends(why)
            if place.is_called:
                self._give_back(place.origin, False)  # it was its turn just then
            else:
                place.is_gone = True
                self.standing -= 1

    def times(self):
        return list(self._idle.since.values())

    def clear(self):
        self._idle.clear()
