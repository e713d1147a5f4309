"""concurrent.futures.thread: what is said of pools of threads by this name."""

from concurrent.futures import BrokenThreadPool, ThreadPoolExecutor
