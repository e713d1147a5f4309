"""concurrent.futures.process: what is said of pools of processes by this name."""

from concurrent.futures import BrokenProcessPool, ProcessPoolExecutor
