"""A thread that sleeps needs no GIL: three sleeps of 10 ms beside 30 ms of computing. But whoever comes back
from a sleep has to wait for the GIL, for a switch interval: the first two ticks are 5 ms late each, the
third, after the computing, is not."""
import threading
import time

from meanwhile import cpu


def io():
    for _ in range(3):
        time.sleep(0.010)
        print("io", f"{time.perf_counter():.3f}")


def computing():
    cpu(0.030)
    print("computed", f"{time.perf_counter():.3f}")


threads = [threading.Thread(target=io), threading.Thread(target=computing)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("all", f"{time.perf_counter():.3f}")
