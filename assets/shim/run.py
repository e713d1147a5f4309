"""Runs a program file on the user's own CPython, on a virtual clock.

    python3 -s -B -X utf8 assets/shim/run.py [options] PROGRAM [arguments…]

    --seed N          the world's seed: what unseeded randomness starts from (default 0)
    --epoch NS        the date at which the clock starts, in ns since 1970 or as 2024-05-01[T12:00:00] (default 0)
    --cores N         what os.cpu_count() says (default 4)
    --step NS         what the CPU takes for a task step (default 0)
    --switch NS       how long a thread waits for the GIL before it asks for it (default 5 ms)
    --time-limit NS   budget of virtual time (default: none); past it the run ends with 120
    --set NAME=VALUE  gives a module-level constant another value; may stand several times
    --modules DIR     where requests.py, httpx.py and aiohttp.py are (default: src/session/modules)
    --channel FD      a socket to the parent process, which answers requests (below)
    --trace channel|FILE  writes the trace there, one JSON object a line, without the header line
    --source stdin    the program's text is on standard input; PROGRAM is only its name

Set PYTHONHASHSEED=0 and TZ=UTC in the environment for runs that are alike to the byte. The oracle is
CPython 3.11; another version is warned about on stderr.

Over the channel go lines of JSON. For each request the shim writes

    {"ask": "request", "t": NS, "method": "GET", "url": "http://…", "headers": [[name, value], …],
     "body": BASE64, "connect": SECONDS|null, "read": SECONDS|null, "total": SECONDS|null,
     "fresh": true}

and reads one line of answer: the wait and the outcome, as in the reply that src/session/net.h
describes (a wait of null never ends).

    {"wait_ns": 100000000, "failure": "", "status": 200, "reason": "OK",
     "headers": [[name, value], …], "body": BASE64}

The files: machine.py is the clock and the threads, loop.py is asyncio, patches.py the rest of the
standard library, recorder.py and virtual_recorder.py the trace, program.py the program and its own
frames, _meanwhile.py and meanwhile.py the modules of these names.
What the shim keeps and what it replaces is said at the top of each. The program's exit code is the
exit code; 121 is a deadlock."""

import os
import sys

if not getattr(sys.flags, "safe_path", False):
    del sys.path[0]  # this folder: its modules are not the program's
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from shim import start

del sys.path[0]
start.main(sys.argv[1:])
