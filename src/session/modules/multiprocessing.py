"""Where a program stands among its processes. What starts them is concurrent.futures.ProcessPoolExecutor."""

import _process_names
import os


def cpu_count():
    return os.cpu_count()


def freeze_support():
    pass


class _Process:
    """What current_process() gives: a name and a number."""

    daemon = False
    exitcode = None
    __refused__ = ("authkey", "close", "is_alive", "join", "kill", "run", "sentinel", "start", "terminate")

    def __init__(self):
        self.name = _process_names.name
        self.pid = self.ident = os.getpid()
        self._parent_pid = _process_names.parent

    def __repr__(self):
        kind = "_MainProcess" if self._parent_pid is None else "ForkProcess"
        return f"<{kind} name={self.name!r} parent={self._parent_pid} started>"


def current_process():
    return _Process()
