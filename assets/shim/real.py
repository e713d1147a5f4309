"""Runs a program file on the user's own CPython, on the real clock, with its real HTTP clients.

    python3 -B -X utf8 assets/shim/real.py [options] PROGRAM [arguments…]

    --seed N          the world's seed: what an unseeded `random` starts from (default 0)
    --set NAME=VALUE  gives a module-level constant another value; may stand several times
    --channel FD      a socket to the parent process, which says where connections lead (below);
                      without it they go where the program says
    --record FD       a file of zeros, to be mapped, for the record: one JSON object a line
    --trace yes       records what happens; otherwise only the beginning and the end
    --calls N         the budget of requests, which are recorded to be counted; past it the run ends
                      with 120 (default: none)
    --events N        the budget of events, likewise
    --source stdin    the program's text is on standard input; PROGRAM is only its name

Nothing of the program is changed, and neither its clock nor what it waits for: connections to any
name or address are led to the latency server on this machine, which presents a certificate that the
environment (SSL_CERT_FILE and the like) makes good. Proxies that the environment names are left out.
Which port a connection is led to, the parent is asked once for each name and port, in a line of JSON:

    {"ask": "port", "host": "api.example.com", "port": 443}        answer: {"port": 40123}

Time counts from the program's first line. The modules that it imports, other than its own, are loaded
before: start-up is no part of a run.

The record is shared memory. It needs no system call to be written, and what stands there outlives the
process, however that ends. Processes that the program forks are led, too, but not recorded.

The files: real_names.py leads the connections, real_recorder.py has the clock and writes the record,
real_loop.py, real_threads.py and real_clients.py tell it what asyncio, threads and HTTP clients do."""

import os
import sys

if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]  # this folder: its modules are not the program's
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from shim import real_start

del sys.path[0]
real_start.main(sys.argv[1:])
