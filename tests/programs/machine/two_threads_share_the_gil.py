# meanwhile: machine cores 4 switch 5ms
"""Two threads of 12 ms each take 24 ms: the GIL changes hands every 5 ms. Main, which started the first, asks
for the GIL after 5 ms and starts the second; after 5 ms more it has it again, and waits for both. From 10 ms on
they take turns: first 10-15, second 15-20, first 20-22, second 22-24."""
import threading
import time

from meanwhile import cpu


def work(name):
    cpu(0.012)
    print(name, f"{time.perf_counter():.3f}")


first = threading.Thread(target=work, args=("first",))
second = threading.Thread(target=work, args=("second",))
first.start()
print("started one", f"{time.perf_counter():.3f}")
second.start()
print("started two", f"{time.perf_counter():.3f}")
first.join()
second.join()
print("all", f"{time.perf_counter():.3f}")
