# test: by-hand
# meanwhile: machine cores 1 gil off slice 2ms
"""One core, no GIL: 6 ms of work in each of two threads, in slices of 2 ms. Main needs the core to start the
second, and gets it after the first's slice; then they take turns: first 0-2, second 2-4, first 4-6,
second 6-8, first 8-10, second 10-12."""
import threading
import time

from meanwhile import cpu


def work(name):
    cpu(0.006)
    print(name, f"{time.perf_counter():.3f}")


threads = [threading.Thread(target=work, args=(name,)) for name in ("first", "second")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
