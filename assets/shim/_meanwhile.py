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
        self.sent = text.partition("#")[0]


def _is_scheme(text):
    return text[:1].isalpha() and text.isascii() and all(
        character.isalnum() or character in "+-." for character in text)


class Fields:
    def __init__(self, pairs):
        self.pairs = tuple(pairs)


class Limits:
    def __init__(self, pool=None, connect=None, connected=None, read=None, total=None,
                 whole_from=None, cancels=False):
        self.pool_ns = _limit_ns(pool)
        self.connect_ns = _limit_ns(connect)
        self.connected_ns = _limit_ns(connected)
        self.read_ns = _limit_ns(read)
        self.total_ns = _limit_ns(total)
        self.whole_from_ns = _limit_ns(whole_from)
        self.cancels = cancels

    def end_ns(self, began_ns, limit_ns):
        if limit_ns is None:
            return machine.FOREVER
        end_ns = min(began_ns + limit_ns, machine.FOREVER)
        if end_ns != machine.FOREVER and self.whole_from_ns is not None \
                and limit_ns >= self.whole_from_ns:
            end_ns += -end_ns % 1000000000
        return end_ns


def _limit_ns(seconds):
    return None if seconds is None else max(0, machine.to_ns(seconds))


class _Part:
    """A part of a reply, unless the program has put something in its place."""

    def __init__(self, get):
        self._get = get

    def __get__(self, reply, kind=None):
        return self if reply is None else self._get(reply)


class Reply:
    """What came of a call; of one that a program makes, nothing."""

    _call = None
    _is_released = False
    _answer = {"failure": "", "status": None, "reason": None, "headers": (), "body": "",
               "receive_ns": 0}
    _elapsed_ns = None
    _failure = _Part(lambda reply: reply._answer["failure"])
    _status = _Part(lambda reply: reply._answer["status"])
    _reason = _Part(lambda reply: reply._answer["reason"])
    _body = _Part(lambda reply: base64.b64decode(reply._answer["body"]))
    _fields = _Part(lambda reply: tuple((name, value) for name, value in reply._answer["headers"]))
    _set_cookies = _Part(lambda reply: tuple(value for name, value in reply._fields
                                             if name.lower() == "set-cookie"))
    _receive_ns = _Part(lambda reply: reply._answer["receive_ns"])
    _is_plain = _Part(lambda reply: not reply._failure and reply._status < 300 and not reply._set_cookies)
    _method = _Part(lambda reply: reply._call and reply._call.method)
    _target = _Part(lambda reply: reply._call and reply._call.target)
    _url = _Part(lambda reply: reply._call and reply._call.target.text)
    _sent = _Part(lambda reply: reply._call and reply._call.fields)
    _sent_body = _Part(lambda reply: reply._call and reply._call.body)

    def _field(self, name):
        return ", ".join([value for key, value in self._fields if key.lower() == name]) or None

    def _release(self):
        self._is_released = True


class Manager:
    def __init__(self, coroutine):
        self._coroutine = coroutine
        self._entered = None

    def send(self, value):
        return self._coroutine.send(value)

    def throw(self, *args):
        return self._coroutine.throw(*args)

    def close(self):
        return self._coroutine.close()

    def __await__(self):
        return self._coroutine.__await__()

    async def __aenter__(self):
        self._entered = await self._coroutine
        return self._entered

    async def __aexit__(self, *args):
        if self._entered is not None:
            self._entered._release()


class Sender:
    """What all requests need that need no thought; here all are thought about."""

    def __init__(self, kind, methods, headers, prepare, otherwise=None, after=None):
        pass

    def exchange(self, client, url, limits):
        return None

    exchange_blocking = send = exchange


class _Call:
    """One request, from its place in line on: what src/session/call.h calls one."""

    def __init__(self, kind, pool, limits, method, target, fields, body, began_ns):
        self.kind = kind
        self.pool = pool
        self.limits = limits
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
        self.began_ns = machine.now_ns
        self.total_began_ns = machine.now_ns if began_ns is None else began_ns
        self.place = None
        self.record = None
        self.exchange = None
        self.late = None
        if pool is not None:
            self.place = pool.enter(target.origin, method, target.sent)
            self.record = self.place.record

    def has_place(self):
        return self.place is None or self.place.is_called

    def line_limit(self):
        """Until when it stands in line, and what it means that it was too long."""
        limits = self.limits
        until, why = limits.end_ns(self.total_began_ns, limits.total_ns), "total timeout"
        for limit_ns, meaning in ((limits.connected_ns, "connect timeout"),
                                  (limits.pool_ns, "pool timeout")):
            end_ns = limits.end_ns(self.began_ns, limit_ns)
            if end_ns < until:
                until, why = end_ns, meaning
        return until, why

    def send(self):
        connect_ns = self.limits.connect_ns
        if self.limits.connected_ns is not None:
            left = max(0, self.limits.connected_ns - (machine.now_ns - self.began_ns))
            connect_ns = left if connect_ns is None else min(left, connect_ns)
        end_ns = self.limits.end_ns(self.total_began_ns, self.limits.total_ns)
        total_ns = None if end_ns == machine.FOREVER else max(0, end_ns - machine.now_ns)
        if self.record is None:
            self.record = _begin_record(self.method, self.target.sent)
        self.exchange = _Exchange({
            "method": self.method,
            "url": self.target.sent,
            "headers": [[name, str(value)] for name, value in self.fields.pairs],
            "body": base64.b64encode(self.body).decode("ascii"),
            "connect": _seconds(connect_ns),
            "read": _seconds(self.limits.read_ns),
            "total": _seconds(total_ns),
            "fresh": self.place is None or self.place.fresh,
        }, self.record)

    def reply(self):
        made = self.kind.__new__(self.kind)
        failure = self.late or self.exchange.answer["failure"]
        made._answer = _no_answer(failure) if failure else self.exchange.answer
        made._elapsed_ns = machine.now_ns - self.began_ns
        made._call = self
        return made

    def end(self, is_lost=False):
        kept = False
        if self.exchange is not None:
            kept = self.exchange.is_over and not self.exchange.answer["failure"]
            self.exchange.end()
        elif self.place is not None and self.record is not None:
            self.record.ends(self.late or "cancelled")
        if self.place is not None and not is_lost:
            self.pool.leave(self.place, kept)


def _seconds(ns):
    return None if ns is None or ns == machine.FOREVER else ns / 1e9


def _no_answer(failure):
    return {"failure": failure, "status": 0, "reason": "", "headers": (), "body": "",
            "receive_ns": 0}


class _Exchange:
    """A request on its way: what src/sim/exchange.h calls one."""

    def __init__(self, request, record):
        self.record = record
        self._hear(_ask({"ask": "request", "t": machine.now_ns, **request}))

    def _hear(self, answer):
        self.answer = answer
        self.is_connecting = any(name in ("connect", "tls") and t_ns >= machine.now_ns
                                 for t_ns, name in answer["phases"])
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


def _begin_record(method, url):
    recorder = machine.recorder
    return None if recorder is None else recorder.request_begins(f"{method} {url}")


def exchange_blocking(*request):
    call = _Call(*request)
    try:
        if call.has_place() or _wait_in_line_blocking(call):
            call.send()
            _wait_for_reply(call)
        return call.reply()
    finally:
        call.end()


def _wait_in_line_blocking(call):
    """Whether it got a connection in time."""
    place = call.place
    until_ns, why = call.line_limit()
    note = None
    if call.record is not None:
        note = machine.recorder.block_begins("connection", request=call.record.number)
    place.thread = machine.current
    waited = False
    while not (place.is_called or waited and machine.now_ns >= until_ns):
        waited = True
        if until_ns <= machine.now_ns:
            machine.sleep_until(until_ns, "a free connection")
        else:
            machine.block(None if until_ns == machine.FOREVER else until_ns, "a free connection")
    place.thread = None
    if note is not None:
        machine.recorder.block_ends(note)
    if not place.is_called:
        call.late = why
    return place.is_called


def _wait_for_reply(call):
    exchange = call.exchange
    what = f"a reply from {call.target.sent}"
    note = None
    if call.record is not None:
        note = machine.recorder.block_begins("request", request=call.record.number)
    if exchange.is_over:
        machine.sleep_until(0, what)
    while not exchange.is_over:
        machine.block(None if exchange.due_ns == machine.FOREVER else exchange.due_ns, what)
        exchange.go_on()
    if note is not None:
        machine.recorder.block_ends(note)


async def exchange(*request):
    call = _Call(*request)
    waits = _Waits(call)
    try:
        if call.has_place() or await _wait_in_line(call, waits):
            call.send()
            sent = call.exchange
            if sent.is_over:
                await waits.yield_once()
            while not sent.is_over:
                await waits.until("request", sent.due_ns)
                sent.go_on()
        return call.reply()
    finally:
        call.end(is_lost=waits.is_connecting())


async def _wait_in_line(call, waits):
    """Whether it got a connection in time."""
    until_ns, why = call.line_limit()
    if until_ns <= machine.now_ns:
        await waits.yield_once()
    else:
        await waits.until("connection", until_ns, call.place)
    if not call.place.is_called:
        call.late = why
    return call.place.is_called


class _Future(asyncio.Future):
    """One that lets cancellations pass which are only to be counted."""

    is_deaf = False

    def cancel(self, msg=None):
        if self.is_deaf:
            return True
        return super().cancel(msg)


class _Waits:
    """How a call waits, and what of it the task counts as cancellations (see Limits)."""

    def __init__(self, call):
        self.call = call
        self.has_counted = False  # that the connection stands

    def is_connecting(self):
        sent = self.call.exchange
        return (self.call.limits.cancels and sent is not None and not sent.is_over
                and sent.is_connecting)

    def _is_new(self):
        """Whether the connection stands since the last wait."""
        call = self.call
        is_new = (call.limits.cancels and not self.has_counted and call.exchange is not None
                  and not call.exchange.is_connecting and (call.place is None or call.place.fresh)
                  and call.exchange.answer.get("failure") not in ("connect", "connect timeout"))
        self.has_counted |= is_new
        return is_new

    def _too_late(self):
        """How many more when the wait is over."""
        call = self.call
        if not call.limits.cancels:
            return 0
        if call.exchange is None:
            return 0 if call.place.is_called else 1
        failure = call.exchange.answer.get("failure")
        return {"read timeout": 1, "connect timeout": 3}.get(failure, 0)

    async def yield_once(self):
        task = asyncio.current_task()
        if not self._is_new():
            await asyncio.sleep(0)
            return
        before = task.cancelling()
        task.cancel()
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            if task.cancelling() > before + 1:
                raise

    async def until(self, reason, due_ns, place=None):
        """Until the time, or until the place is called up."""
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        future = _Future(loop=loop)
        if place is not None:
            place.future = future
        record = self.call.record
        if record is not None:
            machine.recorder.waits_for_request(future, reason, record.number)
        timer = None
        if due_ns != machine.FOREVER:
            timer = loop.call_later((due_ns - machine.now_ns) / 1e9, self._over, future, task)
        if self._is_new():
            future.is_deaf = True
            loop.call_soon(_hear_again, future)
            task.cancel()  # comes to the future as soon as it is awaited
        try:
            await future
        finally:
            if timer is not None:
                timer.cancel()

    def _over(self, future, task):
        future.is_deaf = True
        for _ in range(0 if future.done() else self._too_late()):
            task.cancel()
        future.is_deaf = False
        _resolve(future)


def _hear_again(future):
    future.is_deaf = False


def _resolve(future):
    if not future.done():
        future.set_result(None)


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


class _Place:
    """One request with a pool, in line or with a connection."""

    def __init__(self, origin):
        self.origin = origin
        self.record = None
        self.fresh = True
        self.is_called = False
        self.is_gone = False
        self.future = None  # of exchange(), while it waits
        self.thread = None  # in exchange_blocking()

    def call_up(self):
        self.is_called = True
        if self.thread is not None:
            machine.wake(self.thread)
        elif self.future is not None:
            _resolve(self.future)


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

    def enter(self, origin, method, url):
        """Takes a connection at once, if there is one to have, or lines up."""
        with self._lock:
            place = _Place(origin)
            if self._has_room(origin):
                place.fresh = self._take(origin)
                place.is_called = True
                return place
            self._number += 1
            place.number = self._number
            place.record = _begin_record(method, url)
            if place.record is not None:
                place.record.stands_in_line()
            key = origin if self.most_each else None
            if key not in self._lines:
                self._lines[key] = deque()
            self._lines[key].append(place)
            self.standing += 1
            return place

    def _take(self, origin):
        self.busy += 1
        if self.most_each:
            self._busy_at[origin] = self._busy_at.get(origin, 0) + 1
        return self._idle.take(origin)

    def leave(self, place, kept):
        with self._lock:
            if place.is_called:
                self._give_back(place.origin, kept)
            else:
                place.is_gone = True
                self.standing -= 1

    def add(self, origin):
        with self._lock:
            self._idle.put(origin, None)

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

    def times(self):
        return list(self._idle.since.values())

    def clear(self):
        self._idle.clear()
