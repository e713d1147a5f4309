"""`from meanwhile import cpu` on the virtual clock; assets/meanwhile.py is the one for plain CPython."""

from shim import machine


def cpu(seconds):
    """Computes for `seconds`."""
    if not isinstance(seconds, (int, float)):
        raise TypeError(f"must be real number, not {type(seconds).__name__}")
    if seconds != seconds:
        raise ValueError("Invalid value NaN (not a number)")
    if seconds < 0:
        raise ValueError("CPU time must be non-negative")
    machine.charge(machine.to_ns(seconds))
