"""Proves the apps of session/modules/fastapi.py against the real fastapi under the real uvicorn: the same
program (fastapi_program.py) is served by uvicorn on loopback and asked by itself as a client, and then
serves and asks in the simulated network. Status, headers (but the date) and body of every answer must be
the same to the byte.

    /usr/bin/python3 tests/oracle/fastapi_answers.py --build build"""

import argparse
import difflib
import importlib.util
import pathlib
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = HERE / "fastapi_program.py"
APPS = ["app", "timed"]
SECONDS_MAX = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    until = time.monotonic() + SECONDS_MAX
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit("fastapi: uvicorn did not begin to listen")


def output_of(command):
    done = subprocess.run(command, capture_output=True, timeout=SECONDS_MAX)
    if done.returncode != 0:
        sys.stderr.write(done.stderr.decode(errors="replace"))
        sys.exit(f"fastapi: {' '.join(map(str, command))} ended with {done.returncode}")
    return done.stdout.decode().splitlines(keepends=True)


def real_answers():
    servers, bases = [], []
    try:
        for app in APPS:
            port = free_port()
            servers.append(subprocess.Popen(
                [sys.executable, "-m", "uvicorn", f"fastapi_program:{app}", "--app-dir", HERE,
                 "--port", str(port), "--log-level", "critical"],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            wait_for(port)
            bases.append(f"http://127.0.0.1:{port}")
        return output_of([sys.executable, PROGRAM, *bases])
    finally:
        for server in servers:
            server.terminate()
            server.wait(SECONDS_MAX)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    options = parser.parse_args()
    missing = [name for name in ("fastapi", "uvicorn", "requests")
               if importlib.util.find_spec(name) is None]
    if missing:
        print(f"fastapi: not compared, since {', '.join(missing)} is not installed")
        print("0 passed, 0 failed")
        return 0
    real = real_answers()
    ours = output_of([pathlib.Path(options.build) / "meanwhile", "run", "-q", PROGRAM,
                      *[f"http://{app}.local" for app in APPS]])
    difference = list(difflib.unified_diff(real, ours, "uvicorn", "simulated", n=1))
    sys.stdout.writelines(difference)
    answers = sum("->" in line and not line.startswith(" ") for line in real)
    print(f"fastapi: {answers} answers " + ("differ" if difference else "agree with uvicorn's"))
    print("0 passed, 1 failed" if difference else "1 passed, 0 failed")
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())
