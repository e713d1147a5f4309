# test: by-hand
# meanwhile: machine cores 2 gil off
"""Two cores, no GIL: two threads of 12 ms are done after 12 ms. With main, which only waits, and a third thread
there is one more than cores: three threads of 12 ms are 36 ms of work for two cores. Slices of 4 ms: the third
waits for 4 ms, then for whoever has had its slice, and the last is done after 20 ms; no core idles before 16 ms."""
import threading
import time

from meanwhile import cpu


def work(name):
    cpu(0.012)
    print(name, f"{time.perf_counter() - began:.3f}")


for count in (2, 3):
    began = time.perf_counter()
    threads = [threading.Thread(target=work, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("all", f"{time.perf_counter() - began:.3f}")
