"""What the HTTP clients stand on, for CPython: the contract is at the top of src/session/net.h.
Each request is put to the parent process (see run.py), which draws from the world and says when to
come back, until the outcome is known."""

import asyncio
import base64
import json

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


class _Exchange:
    """One request on its way: what src/sim/exchange.h calls one."""

    def __init__(self, method, url, headers, body, connect, read, total, fresh, place):
        self.url = url
        self.record = _begin_record(method, url) if place is None else place.record
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
            return answer["failure"], 0, "", [], b"", 0
        headers = [(name, value) for name, value in answer["headers"]]
        body = base64.b64decode(answer["body"])
        return "", answer["status"], answer["reason"], headers, body, answer["receive_ns"]


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
    def __init__(self, record):
        self.record = record
        self.called = False
        self.future = None  # of wait_in_line()
        self.thread = None  # in wait_in_line_blocking()


def line_up(method, url):
    place = _Place(_begin_record(method, url))
    if place.record is not None:
        place.record.stands_in_line()
    return place


def _deadline(seconds):
    return machine.FOREVER if seconds is None else machine.after(machine.to_ns(seconds))


async def wait_in_line(place, seconds):
    due_ns = _deadline(seconds)
    if due_ns <= machine.now_ns:
        await asyncio.sleep(0)
    else:
        await _until("connection", place.record, due_ns, place)
    return place.called


def wait_in_line_blocking(place, seconds):
    due_ns = _deadline(seconds)
    note = None
    if place.record is not None:
        note = machine.recorder.block_begins("connection", request=place.record.number)
    place.thread = machine.current
    waited = False
    while not (place.called or waited and machine.now_ns >= due_ns):
        waited = True
        if due_ns <= machine.now_ns:
            machine.sleep_until(due_ns, "a free connection")
        else:
            machine.block(None if due_ns == machine.FOREVER else due_ns, "a free connection")
    place.thread = None
    if note is not None:
        machine.recorder.block_ends(note)
    return place.called


def call_up(place):
    place.called = True
    if place.thread is not None:
        machine.wake(place.thread)
    elif place.future is not None:
        _resolve(place.future)


def step_out(place, why):
    if place.record is not None:
        place.record.ends(why)
