"""What the HTTP clients stand on, for CPython: the contract is at the top of src/session/net.h.
Each request is put to the parent process (see run.py), which draws from the world."""

import asyncio
import base64
import json

from shim import machine, patches


def _answer(request):
    if patches.options.channel is None:
        machine.die(2, "there is no world to send a request to: use meanwhile run --engine cpython-sim")
    channel = patches.channel()
    channel.write(json.dumps(request) + "\n")
    channel.flush()
    line = channel.readline()
    if not line:
        machine.die(122, "the parent process has gone")
    return json.loads(line)


def monotonic_ns():
    return machine.now_ns


def refuse(what, hint):
    machine.die(2, f"error: {what} is not available\n    hint: {hint}")


def _ask(method, url, headers, body, connect, read, total, fresh):
    answer = _answer(
        {
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
        }
    )
    number = None
    if machine.recorder is not None:
        number = machine.recorder.request_made(f"{method} {url}")
    return answer, number


def _reply(answer, number, began_ns):
    failure = answer.get("failure", "")
    if number is not None:
        recorder = machine.recorder
        if failure:
            recorder.event("request_failed", recorder.lane(), recorder.line(), error=failure,
                           request=number)
        else:
            recorder.event("response", recorder.lane(), recorder.line(), status=answer["status"],
                           request=number)
    elapsed_ns = machine.now_ns - began_ns
    if failure:
        return failure, 0, "", [], b"", elapsed_ns
    headers = [(name, value) for name, value in answer.get("headers", ())]
    body = base64.b64decode(answer.get("body", ""))
    return "", answer["status"], answer.get("reason", ""), headers, body, elapsed_ns


def request_blocking(method, url, headers, body, connect, read, total, fresh):
    began_ns = machine.now_ns
    answer, number = _ask(method, url, headers, body, connect, read, total, fresh)
    wait_ns = answer["wait_ns"]
    note = None
    if number is not None:
        note = machine.recorder.block_begins("request", request=number)
    if wait_ns is None:
        while True:
            machine.block(None, f"a reply from {url}")
    machine.sleep_until(machine.after(wait_ns), f"a reply from {url}")
    if note is not None:
        machine.recorder.block_ends(note)
    return _reply(answer, number, began_ns)


async def request(method, url, headers, body, connect, read, total, fresh):
    began_ns = machine.now_ns
    answer, number = _ask(method, url, headers, body, connect, read, total, fresh)
    wait_ns = answer["wait_ns"]
    if wait_ns == 0:
        await asyncio.sleep(0)
        return _reply(answer, number, began_ns)
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    if number is not None:
        machine.recorder.waits_for_request(future, number)
    if wait_ns is None:
        await future
    timer = loop.call_later(wait_ns / 1e9, _resolve, future)
    try:
        await future
    finally:
        timer.cancel()
    return _reply(answer, number, began_ns)


def _resolve(future):
    if not future.cancelled():
        future.set_result(None)
