"""The network when no parent process answers: every host replies after 100 ms with the default body
of design section 5, plus httpbin's /delay/N and /status/N."""

import base64
import json
from http import HTTPStatus
from urllib.parse import urlsplit

from . import machine

LATENCY_NS = 100_000_000


def answer(request):
    path = urlsplit(request["url"]).path or "/"
    wait_ns, status = LATENCY_NS, 200
    body = json.dumps({"url": request["url"], "path": path})
    parts = path.split("/")
    if len(parts) == 3 and parts[1] == "delay":
        wait_ns += machine.to_ns(float(parts[2]))
    elif len(parts) == 3 and parts[1] == "status":
        status, body = int(parts[2]), ""
    for failure, key in (("read timeout", "read"), ("total timeout", "total")):
        limit = request[key]
        if limit is not None and machine.to_ns(limit) < wait_ns:
            return {"wait_ns": machine.to_ns(limit), "failure": failure}
    return {
        "wait_ns": wait_ns,
        "failure": "",
        "status": status,
        "reason": HTTPStatus(status).phrase,
        "headers": [["content-type", "application/json"], ["content-length", str(len(body))]],
        "body": base64.b64encode(body.encode()).decode(),
    }
