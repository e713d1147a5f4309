"""The latency server, asked by other people's clients: curl, Python's own, requests, httpx and aiohttp. What it says
to each request is tests/unit/real/test_server.c. These tests belong to e2e.py, which loads this file."""

import contextlib
import http.client
import os
import pathlib
import re
import resource
import signal
import socket
import ssl
import subprocess
import time

from e2e import PYTHON, SECONDS_MAX, Done, contains, expect, test


class Server:
    """`meanwhile serve` on a free port."""

    def __init__(self, case, *arguments):
        self.process = subprocess.Popen([case.meanwhile, "serve", "--port", "0", *arguments], cwd=case.folder,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=case.env, start_new_session=True, text=True)
        self.greeting = ""
        while "Ctrl-C" not in self.greeting:
            line = self.process.stdout.readline()
            if line == "":
                raise AssertionError(f"serve ended: {self.greeting}{self.process.stderr.read()}")
            self.greeting += line
        self.port = int(re.search(r"http://127\.0\.0\.1:(\d+)", self.greeting)[1])
        self.authority = re.search(r"--cacert (\S+)", self.greeting)[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def child(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as file:
            return int(file.read())

    def as_proxy(self):
        """The environment of a program that is to ask this server instead of the internet."""
        return {"http_proxy": self.url, "https_proxy": self.url, "HTTP_PROXY": self.url, "HTTPS_PROXY": self.url,
                "SSL_CERT_FILE": self.authority, "REQUESTS_CA_BUNDLE": self.authority}

    def end(self, how=signal.SIGINT):
        if how is not None:
            self.process.send_signal(how)
        out, err = self.process.communicate(timeout=SECONDS_MAX)
        return Done(self.process.returncode, (self.greeting + out).encode(), err.encode())


@contextlib.contextmanager
def serving(case, *arguments):
    server = Server(case, *arguments)
    try:
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.process.pid, signal.SIGKILL)
        server.process.communicate()


def curl(case, *arguments):
    done = subprocess.run(["curl", "-sS", *arguments], cwd=case.folder, capture_output=True, timeout=SECONDS_MAX)
    return Done(done.returncode, done.stdout, done.stderr)


def python(case, server, text):
    case.file("program.py", text)
    done = subprocess.run([PYTHON, "program.py"], cwd=case.folder, env={**case.env, **server.as_proxy()},
                          capture_output=True, timeout=SECONDS_MAX)
    return Done(done.returncode, done.stdout, done.stderr)


@test
def serve_says_how_to_ask_it_and_what_it_answers_for(case):
    case.file("fetch.py", "# meanwhile: host api.example.com latency 5ms status 201\nraise SystemExit(1)\n")
    with serving(case, "-v", "--host", "db.local latency 1ms body '[1]'", "fetch.py") as server:
        contains(server.greeting, r"hosts     db\.local latency 1ms body '\[1\]'", r"api\.example\.com latency 5ms",
                 r"\* latency 100ms", r"seed      0")
        done = curl(case, f"{server.url}/db.local/x", f"{server.url}/api.example.com/y", "-w", " %{http_code}\n")
        silent = socket.create_connection(("127.0.0.1", server.port))
        silent.sendall(b"nonsense\r\n\r\n")
        expect(silent.recv(100).startswith(b"HTTP/1.1 400 "), "nonsense was taken")
        silent.close()
        expect(done.out == '[1] 200\n{"url": "http://api.example.com/y", "path": "/y"} 201\n', str(done))
        done = server.end()
        expect(done.code == 0, str(done))
        contains(done.out, r"\n2 requests on 2 connections, 0 of them through TLS; 1 at once\n$")
        contains(done.err, r"GET http://db\.local/x  200  \d+\.\d{3} ms\n", r"GET http://api\.example\.com/y  201  ", " s  400 Bad Request: the first line ")
        expect(not pathlib.Path(server.authority).parent.exists(), "the authority's folder was left behind")


@test
def serve_speaks_tls_that_clients_verify(case):
    with serving(case, "--latency", "1ms") as server:
        to_here = ["--connect-to", f"::127.0.0.1:{server.port}"]
        done = curl(case, *to_here, "--cacert", server.authority, "https://api.example.com/a", "https://b.org/")
        expect(done.code == 0 and '"https://api.example.com/a"' in done.out and '"https://b.org/"' in done.out, str(done))
        done = curl(case, *to_here, "https://api.example.com/a")
        expect(done.code == 60, f"curl trusts anybody: {done}")
        done = curl(case, "--cacert", server.authority, f"https://127.0.0.1:{server.port}/api.example.com/a")
        expect(done.out == '{"url": "https://api.example.com/a", "path": "/a"}', str(done))
        context = ssl.create_default_context(cafile=server.authority)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        long_name = ".".join(["long" * 10] * 5)
        for name in ("api.example.com", "API.example.com", long_name, "under_score.org"):
            with socket.create_connection(("127.0.0.1", server.port)) as plain:
                with context.wrap_socket(plain, server_hostname=name) as secure:
                    secure.sendall(f"GET /get HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
                    expect(secure.recv(100).startswith(b"HTTP/1.1 200 OK\r\n"), name)
        mode = pathlib.Path(server.authority).parent.stat().st_mode & 0o777
        expect(mode == 0o700, f"the authority's folder can be entered: {mode:o}")


PROGRAM = """# meanwhile: host * latency 3ms status 503 25% status 404 25%
# meanwhile: seed 5
import requests
with requests.Session() as session:
    for n in range(12):
        reply = session.get(f"{scheme}://api.example.com/items/{n}", params={"page": n})
        print(reply.status_code, reply.reason, dict(reply.headers), reply.text)
    print(session.post(f"{scheme}://api.example.com/post", json={"a": [1]}).json()["json"])
"""


@test
def a_program_prints_the_same_through_the_server_as_in_the_simulation(case):
    for scheme in ("http", "https"):
        text = PROGRAM.replace("{scheme}", scheme)
        simulated = case.program(text)
        expect(simulated.code == 0 and "503" in simulated.out and "404" in simulated.out, str(simulated))
        with serving(case, "program.py") as server:
            measured = python(case, server, text)
            expect(measured.out == simulated.out, f"simulated: {simulated}\nmeasured: {measured}")


ASYNCHRONOUS = """
import asyncio, httpx, aiohttp
async def main():
    async with httpx.AsyncClient() as client:
        replies = await asyncio.gather(*(client.get(f"https://api.example.com/{n}") for n in range(20)))
        print(sorted(int(reply.json()["path"][1:]) for reply in replies) == list(range(20)))
    async with aiohttp.ClientSession(trust_env=True) as session:
        async def fetch(n):
            async with session.get(f"https://api.example.com/{n}") as reply:
                return (await reply.json())["url"]
        print(sorted(await asyncio.gather(*map(fetch, range(3)))))
asyncio.run(main())
"""


@test
def asynchronous_clients_ask_it_through_tls(case):
    with serving(case) as server:
        done = python(case, server, ASYNCHRONOUS)
        expect(done.out == "True\n" + str([f"https://api.example.com/{n}" for n in range(3)]) + "\n", str(done))


# Opens all connections, asks on each, and then reads all answers.
MANY = """
import resource, socket, sys
port, count = int(sys.argv[1]), int(sys.argv[2])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
for number, one in enumerate(sockets):
    one.sendall(b"GET /%d HTTP/1.1\\r\\nHost: a.org\\r\\n\\r\\n" % number)
for number, one in enumerate(sockets):
    answer = one.recv(1000)
    assert answer.endswith(b'"path": "/%d"}' % number), answer
"""


@test
def ten_thousand_connections_are_open_at_once(case):
    count = 10000
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if files < count + 100:
        print(f"serve: 10,000 connections were not tried: no more than {files} files can be open here")
        return
    case.file("many.py", MANY)
    with serving(case, "--latency", "300ms") as server:
        done = subprocess.run([PYTHON, "many.py", str(server.port), str(count)], cwd=case.folder,
                              capture_output=True, text=True, timeout=SECONDS_MAX)
        expect(done.returncode == 0, done)
        contains(server.end().out, rf"\n10000 requests on 10000 connections, .* 10000 at once")


@contextlib.contextmanager
def serving_with_files(case, files):
    script = case.folder / case.file("few-files", f"#!/bin/sh\nulimit -n {files}\nexec '{case.meanwhile}' \"$@\"\n")
    script.chmod(0o755)
    case.meanwhile = str(script)
    with serving(case, "--latency", "1ms") as server:
        server.note = server.process.stderr.readline()
        yield server


@test
def with_too_few_files_connections_wait_for_others_to_close(case):
    with serving_with_files(case, 60) as server:
        contains(server.note, r"no more than 28 connections can be open at once.*ulimit -Hn")
        first = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(80)]
        for one in first:
            one.sendall(b"GET / HTTP/1.1\r\nHost: a.org\r\nConnection: close\r\n\r\n")
        for one in first:
            expect(one.recv(100).startswith(b"HTTP/1.1 200"), "a connection got no answer")
            one.close()


def refuses(port):
    """Whether nobody listens there any more, within the time that takes."""
    for _ in range(SECONDS_MAX * 100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionError:
            return True
        time.sleep(0.01)
    return False


@test
def the_server_dies_with_its_owner_and_is_missed_by_it(case):
    with serving(case) as server:
        os.kill(server.process.pid, signal.SIGKILL)
        expect(refuses(server.port), "the server outlives its owner")
        expect(not pathlib.Path(server.authority).exists(), "the authority's file outlives both")
    with serving(case) as server:
        os.kill(server.child(), signal.SIGKILL)
        done = server.end(None)
        expect(done.code == 122 and done.err.startswith("meanwhile: could not go on serving: "), str(done))
        expect(refuses(server.port) and not pathlib.Path(server.authority).exists(), "something is left")


@test
def ctrl_c_lets_answers_that_are_under_way_come_to_their_end(case):
    for how in (signal.SIGINT, signal.SIGTERM):
        with serving(case, "--latency", "300ms") as server:
            asking = http.client.HTTPConnection("127.0.0.1", server.port)
            asking.request("GET", "/api.example.com/")
            silent = socket.create_connection(("127.0.0.1", server.port))
            time.sleep(0.1)
            os.killpg(server.process.pid, how)  # as a terminal does
            reply = asking.getresponse()
            expect(reply.status == 200 and reply.getheader("Connection") == "close", reply.status)
            expect(silent.recv(1) == b"", "a silent connection was kept")
            done = server.end(None)
            expect(done.code == 0 and done.err == "", str(done))


@test
def a_server_that_cannot_be_says_why(case):
    case.file("wrong.world", "host a latency soon\n")
    with serving(case) as server:
        taken = str(server.port)
        for arguments, code, message in (
                (["--port", taken], 122, rf"^meanwhile: could not listen on 127\.0\.0\.1 port {taken}: it is in use.*\n$"),
                (["--port", "0", "--bind", "192.0.2.1"], 122, r"^meanwhile: could not listen on 192\.0\.2\.1"),
                (["--bind", "example.com"], 2, r"^meanwhile: could not listen on 'example\.com': .*\nTry "),
                (["--port", "70000"], 2, "--port: '70000' is not"),
                (["a.py", "b.py"], 2, "one program at most"),
                (["nowhere.py"], 2, r"^meanwhile: could not read nowhere\.py"),
                (["--world", "wrong.world"], 2, r"^wrong\.world:1:16: error: ")):
            done = case.run("serve", *arguments)
            expect(done.code == code and done.out == "" and re.search(message, done.err), f"{arguments}: {done}")
    case.file("app.py", "# meanwhile: load app.local/ clients 1 each 1\nimport fastapi\n")
    with serving(case, "--bind", "0.0.0.0", "--host", "a latency 1ms", "app.py") as server:
        for note in ("other machines can ask", "fastapi apps are not served", "lines are not sent"):
            contains(server.process.stderr.readline(), note)
        expect(curl(case, f"{server.url}/a/x").out == '{"url": "http://a/x", "path": "/x"}', server.greeting)
