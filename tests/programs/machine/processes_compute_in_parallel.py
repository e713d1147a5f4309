# test: by-hand
# meanwhile: machine cores 2 process 30ms
"""Eight jobs of 10 ms on two cores: 40 ms, after 30 ms for the start of two processes, which start at the same
time. Four processes compete for the two cores and need 60 ms to start."""
import time
from concurrent.futures import ProcessPoolExecutor

from meanwhile import cpu

if __name__ == "__main__":
    for workers in (2, 4):
        began = time.perf_counter()
        with ProcessPoolExecutor(workers) as pool:
            list(pool.map(cpu, [0.010] * 8))
        print(workers, f"{time.perf_counter() - began:.3f}")
