"""`from meanwhile import cpu`: work that takes so long, on whatever clock there is."""

import sys
import time


def cpu(seconds):
    """Computes for `seconds`: on the virtual clock the clock moves, else a core is kept busy."""
    machine = sys.modules.get("shim.machine")
    if machine is not None:
        machine.charge(machine.to_ns(seconds))
        return
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
