"""Proves the HTTP clients of session/modules against the real requests, httpx and aiohttp: the same
program (clients_program.py) runs once with the real ones, against a server on loopback, and then on
the virtual clock, over a world that answers as that server does. What it prints must be the same to
the byte.

    /usr/bin/python3 tests/oracle/clients.py --build build [--engine cpython-sim]"""

import argparse
import difflib
import http.server
import importlib.util
import json
import os
import pathlib
import re
import socket
import socketserver
import struct
import subprocess
import sys
import threading
import time
import urllib.parse

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = HERE / "clients_program.py"
SECONDS_MAX = 60
REASONS = {200: "OK", 301: "MOVED PERMANENTLY", 302: "FOUND", 303: "SEE OTHER", 307: "TEMPORARY REDIRECT",
           308: "PERMANENT REDIRECT", 404: "NOT FOUND", 500: "INTERNAL SERVER ERROR"}

HOSTS = ["127.0.0.1:9 fail connect", "127.0.0.1/reset fail reset", "* latency 1ms"]


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers as a simulated host does: httpbin's /delay, /status, redirects and cookies, else URL and
    path; /reset breaks the connection."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = self.path.partition("?")[0]
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if path == "/reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
            self.close_connection = True
            return
        status = 200
        kind = "application/json"
        url = f"http://{self.headers['Host']}{self.path}"
        body = json.dumps({"url": url, "path": path}).encode()
        if path.startswith("/delay/"):
            time.sleep(float(path[len("/delay/"):]))
        if path.startswith("/status/"):
            status = int(path[len("/status/"):])
            kind = "text/html; charset=utf-8"
            body = b""
        more = []
        redirect = re.fullmatch(r"/(relative-)?redirect/(\d+)", path)
        query = dict(urllib.parse.parse_qsl(self.path.partition("?")[2]))
        if redirect or path in ("/redirect-to", "/cookies/set"):
            status, kind, body = int(query.get("status_code", 302)), "text/html; charset=utf-8", b""
            location = query.get("url", "/cookies")
            if redirect:
                times = int(redirect[2])
                location = f"/relative-redirect/{times - 1}" if times > 1 else "/get"
            more.append(f"Location: {location}\r\n")
            if path == "/cookies/set":
                more += [f"Set-Cookie: {name}={value}; Path=/\r\n" for name, value in query.items()]
        if path == "/cookies":
            sent = dict(part.split("=", 1) for part in (self.headers["Cookie"] or "").split("; ") if part)
            body = json.dumps({"cookies": sent}, sort_keys=True).encode()
        head = (f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: {kind}\r\n"
                f"Content-Length: {len(body)}\r\n{''.join(more)}\r\n")
        self.wfile.write(head.encode() + (b"" if self.command == "HEAD" else body))

    do_POST = do_PUT = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = do_GET

    def log_message(self, *args):
        pass


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass  # clients that give up break the pipe


def output_of(command):
    debians = {**os.environ, "PATH": "/usr/bin:" + os.environ.get("PATH", "/bin")}
    done = subprocess.run(command, capture_output=True, timeout=SECONDS_MAX, env=debians)
    if done.returncode != 0:
        sys.stderr.write(done.stderr.decode(errors="replace"))
        sys.exit(f"clients: {' '.join(map(str, command))} ended with {done.returncode}")
    return done.stdout.decode().splitlines(keepends=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--engine", action="append")
    options = parser.parse_args()
    missing = [name for name in ("requests", "httpx", "aiohttp")
               if importlib.util.find_spec(name) is None]
    if missing:
        print(f"clients: not compared, since {', '.join(missing)} is not installed")
        print("0 passed, 0 failed")
        return 0
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    real = output_of([sys.executable, PROGRAM, base])
    world = []
    for line in HOSTS:
        world += ["--host", line]
    engines = options.engine or ["cpython-sim", "sim"]
    failed = 0
    for engine in engines:
        ours = output_of([pathlib.Path(options.build) / "meanwhile", "run", "-q",
                          "--engine", engine, *world, PROGRAM, base])
        difference = list(difflib.unified_diff(real, ours, "the real libraries", engine, n=0))
        sys.stdout.writelines(difference)
        failed += bool(difference)
        print(f"clients: {engine} {'differs' if difference else 'agrees with the real libraries'}")
    print(f"{len(engines) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
