"""meanwhile: CPU work for lessons that want "20 ms of computing" in one line. cpu(seconds) occupies a core and
the GIL of the simulated machine for so long."""

from _time import cpu
