"""`from meanwhile import cpu` for programs that run under plain CPython, without `meanwhile`:

    PYTHONPATH=.../assets python3 program.py
"""

import time


def cpu(seconds):
    """Keeps a core busy until this thread has spent `seconds` of CPU time on it."""
    if seconds < 0:
        raise ValueError("CPU time must be non-negative")
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
